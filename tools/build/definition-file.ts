import * as z from 'zod';
import { type Backend } from '../../definition';

const isMap = (value: unknown): boolean => value instanceof Map;

/**
 * The exports of game/index.ts after loading: `defineBackend` has validated the backend, this only finds it.
 */
export const loadedDefinition = z.object({
  default: z.custom<Backend>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      'games' in value &&
      'matchmakings' in value &&
      isMap(value.games) &&
      isMap(value.matchmakings),
    'game/index.ts: what it exports is not a backend: write export default defineBackend({ … })',
  ),
});
