/**
 * Text of a configuration or a game as Terraform takes it literally. `${` and `%{` begin expressions of its
 * template language in every string. They would fail in a plan without a word of the setting, or be replaced.
 * @param text without tokens of CDKTF, which are such expressions
 */
export function literal(text: string): string {
  return text.replace(/([$%])\{/g, '$1$1{');
}
