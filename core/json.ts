/** JSON as a value: commands, views and states are of this kind. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
