import { type PeriodKind, periodKinds } from './score-change';

/** A season lasts until the next one begins; the newest has no end yet. */
export interface Season {
  /** Lower-case letters, digits and hyphens, beginning with a letter: `autumn-2026`. */
  readonly name: string;
  /** Epoch milliseconds. */
  readonly startsAt: number;
}

/** Epoch milliseconds; `endsAt` is the first moment after the period. */
export interface PeriodBounds {
  readonly kind: PeriodKind;
  readonly startsAt: number;
  readonly endsAt: number;
}

const dayMs = 86_400_000;
/**
 * A result that is recorded later than this after its match ended counts in the period in which it is
 * recorded. So a period no longer changes once it has been over for this long.
 */
export const settlingMs = 10 * 60_000;

/** The moment that decides in which periods a match counts. All in epoch milliseconds. */
export function countedAt(endedAt: number, recordedAt: number): number {
  return recordedAt - endedAt > settlingMs ? recordedAt : endedAt;
}

/**
 * The id of the period of a kind at a moment: `all`, a season's name, `2026-11`, `2026-W48` (ISO 8601),
 * `2026-11-28`.
 * @param at epoch milliseconds
 * @param seasons in the order of their starts
 * @returns undefined before the first season
 */
export function periodAt(kind: PeriodKind, at: number, seasons: readonly Season[]): string | undefined {
  switch (kind) {
    case 'all':
      return 'all';
    case 'season':
      return seasons.findLast(({ startsAt }) => startsAt <= at)?.name;
    case 'month':
      return new Date(at).toISOString().slice(0, 7);
    case 'week':
      return weekOf(at);
    case 'day':
      return new Date(at).toISOString().slice(0, 10);
  }
}

/** ISO 8601: weeks begin on Monday; the first week of a year contains its first Thursday. */
function weekOf(at: number): string {
  const thursday = mondayOf(at) + 3 * dayMs;
  const year = new Date(thursday).getUTCFullYear();
  const week = 1 + Math.round((mondayOf(thursday) - mondayOf(Date.UTC(year, 0, 4))) / (7 * dayMs));
  return `${year}-W${String(week).padStart(2, '0')}`;
}

function mondayOf(at: number): number {
  const midnight = Math.floor(at / dayMs) * dayMs;
  return midnight - ((new Date(midnight).getUTCDay() + 6) % 7) * dayMs;
}

/**
 * The bounds of a period.
 * @returns undefined when the text is not the id of a period: `2026-13`, `2025-W53`, an unknown season
 */
export function boundsOfPeriod(id: string, seasons: readonly Season[]): PeriodBounds | undefined {
  if (id === 'all') return { kind: 'all', startsAt: -Infinity, endsAt: Infinity };
  const index = seasons.findIndex(({ name }) => name === id);
  const season = seasons[index];
  if (season !== undefined)
    return { kind: 'season', startsAt: season.startsAt, endsAt: seasons[index + 1]?.startsAt ?? Infinity };
  const bounds = calendarBounds(id);
  // An id that does not survive the round trip, such as 2026-02-30, is not a date.
  return bounds !== undefined && periodAt(bounds.kind, bounds.startsAt, seasons) === id ? bounds : undefined;
}

function calendarBounds(id: string): PeriodBounds | undefined {
  const parts = /^(\d{4})-(?:W(\d{2})|(\d{2})(?:-(\d{2}))?)$/.exec(id);
  if (parts === null) return undefined;
  const [, year, week, month, day] = parts;
  const [y, m, d] = [Number(year), Number(month) - 1, Number(day)];
  if (week !== undefined) {
    const startsAt = mondayOf(Date.UTC(y, 0, 4)) + (Number(week) - 1) * 7 * dayMs;
    return { kind: 'week', startsAt, endsAt: startsAt + 7 * dayMs };
  }
  if (day === undefined) return { kind: 'month', startsAt: Date.UTC(y, m), endsAt: Date.UTC(y, m + 1) };
  const startsAt = Date.UTC(y, m, d);
  return { kind: 'day', startsAt, endsAt: startsAt + dayMs };
}

/** The pattern of a season's name. Ids and kinds of periods do not match it. */
export const seasonNamePattern = new RegExp(`^(?!(?:${periodKinds.join('|')})$)[a-z][a-z0-9-]{0,31}$`);
