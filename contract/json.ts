import * as z from 'zod/mini';
import { isJson, type Json } from '../core/json';

/**
 * Any JSON value, as it is. zod's own schema for it is a recursive union. It tries six forms for each value,
 * copies the value, and remembers every object on the way to find cycles.
 */
export const json: z.ZodMiniType<Json> = z.custom<Json>(isJson);
