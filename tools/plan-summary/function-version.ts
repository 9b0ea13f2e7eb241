import { same } from './comparison';
import { referencesIn } from './template-change';

/** Versions are numbered as they are made; one of a parameter that is known later is the newest. */
export function versionDangers(is: unknown, was: unknown): readonly string[] {
  if (same(is, was) || referencesIn(is).length > 0) return [];
  const [now, before] = [Number(is ?? NaN), Number(was ?? NaN)];
  if (Number.isNaN(now))
    return [`calls reach the version ${JSON.stringify(is ?? null)}, which no deploy made`];
  return now < before ? [`calls go back to version ${now}, from ${before}`] : [];
}
