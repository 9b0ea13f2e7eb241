const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const ofMatch = new RegExp(`\\bM#(${uuid})`, 'g');
const ofTicket = new RegExp(`\\bT#(${uuid})`, 'g');
const ofPlayer = new RegExp(`\\bp-${uuid}`, 'g');

const each = (found: Iterable<RegExpMatchArray>): readonly string[] => [
  ...new Set([...found].map(([whole, id = whole]) => id)),
];

/** The ids that keys of rows name, each once. */
export function idsIn(
  keys: string,
): Readonly<Record<'matchIds' | 'ticketIds' | 'playerIds', readonly string[]>> {
  return {
    matchIds: each(keys.matchAll(ofMatch)),
    ticketIds: each(keys.matchAll(ofTicket)),
    playerIds: each(keys.matchAll(ofPlayer)),
  };
}
