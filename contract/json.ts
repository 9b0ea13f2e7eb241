import * as z from 'zod/mini';
import { type Json } from '../core/json';

/** Parses any JSON value. */
export const json: z.ZodMiniType<Json> = z.json();
