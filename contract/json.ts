import * as z from 'zod/mini';
import { isJson, type Json } from '../core/json';

/**
 * Any JSON value, as it is. zod's own schema for it is a union that contains itself: it tries six forms for
 * each value in a view, copies all of it, and remembers every object on the way in case one contains itself.
 */
export const json: z.ZodMiniType<Json> = z.custom<Json>(isJson);
