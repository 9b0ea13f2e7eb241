import { same } from './comparison';

/** How many times larger or smaller a number may become before it counts as another setting. */
const order = 10;

/**
 * Where a setting differs by more than numbers of the same order of magnitude: `path before → after`, one for
 * each leaf. Texts, switches and the number of entries have no order, so each of their changes is one.
 */
export function beyondOrder(is: unknown, was: unknown, at = ''): readonly string[] {
  if (same(is, was)) return [];
  const [next, old] = [membersOf(is), membersOf(was)];
  if (next !== undefined && old !== undefined)
    return [...new Set([...old.keys(), ...next.keys()])].flatMap((name) =>
      beyondOrder(next.get(name), old.get(name), at === '' ? name : `${at}.${name}`),
    );
  const [now, before] = [numberOf(is), numberOf(was)];
  if (now > 0 && before > 0 && now <= before * order && now >= before / order) return [];
  return [`${at === '' ? '' : `${at} `}${shown(was)} → ${shown(is)}`];
}

/**
 * A setting whose numbers may change within their order of magnitude. @param what the subject of the sentence
 */
export const tuned =
  (what: string) =>
  (is: unknown, was: unknown): readonly string[] =>
    beyondOrder(is, was).map((change) => `${what}: ${change}`);

/** A number that becomes another order of magnitude. @param less what then happens @param more likewise */
export const scaled =
  (less: string, more: string, unit: string) =>
  (is: unknown, was: unknown): readonly string[] => {
    if (beyondOrder(is, was).length === 0) return [];
    const [now, before] = [numberOf(is), numberOf(was)];
    const said = (count: number): string => (Number.isNaN(count) ? 'the default' : `${count} ${unit}`);
    return [`${now > before ? more : less}: ${said(now)} instead of ${said(before)}`];
  };

/** The members of an object, or of a list by their place. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return value !== null && typeof value === 'object' ? new Map(Object.entries(value)) : undefined;
}

/** NaN for what is not a number, or a text of one. */
function numberOf(value: unknown): number {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
    ? Number(value)
    : NaN;
}

function shown(value: unknown): string {
  if (same(value, undefined)) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
