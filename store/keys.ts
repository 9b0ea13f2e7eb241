/**
 * Declares every key of the tables. The holes of a template are filled by name. `{sequence:8}` is a whole
 * number padded to eight digits, so that its text sorts as the number does. Keys are built only here.
 */

type HoleName<Hole extends string> = Hole extends `${infer Name}:${string}` ? Name : Hole;
type Holes<Template extends string> = Template extends `${string}{${infer Hole}}${infer Rest}`
  ? HoleName<Hole> | Holes<Rest>
  : never;
export type KeyValues<Template extends string> = Readonly<Record<Holes<Template>, string | number>>;

/** The primary key of a row. */
export interface RowKey {
  readonly pk: string;
  readonly sk: string;
}

/** A kind of row: its partition key and its sort key. */
export interface Row<Pk extends string, Sk extends string> {
  key(values: KeyValues<Pk> & KeyValues<Sk>): RowKey;
  partition(values: KeyValues<Pk>): string;
  sort(values: KeyValues<Sk>): string;
  /** The common prefix of the sort keys of all such rows of a partition. */
  readonly sortPrefix: string;
  /** Whether this declaration made a key. */
  fits(key: RowKey): boolean;
  /** The partition of an id; undefined where a partition is not named by one id. */
  naming(id: string): string | undefined;
  /** Whether such rows can be among those of a partition whose sort keys begin with a text. */
  mayFit(pk: string, sortBeginning: string): boolean;
}

function row<const Pk extends string, const Sk extends string>(pk: Pk, sk: Sk): Row<Pk, Sk> {
  const [partition, sort] = [template(pk), template(sk)];
  const sortPrefix = sk.slice(0, Math.max(0, sk.indexOf('{')) || undefined);
  return {
    key: (values) => ({ pk: partition(values), sk: sort(values) }),
    partition,
    sort,
    sortPrefix,
    naming: (id) => {
      const [start = '', ...rest] = pk.split(/\{\w+\}/);
      return rest.length === 1 && id !== '' ? start + escaped(id) + (rest[0] ?? '') : undefined;
    },
    fits: (key) => patternOf(pk).test(key.pk) && patternOf(sk).test(key.sk),
    mayFit: (key, beginning) =>
      patternOf(pk).test(key) && (sortPrefix.startsWith(beginning) || beginning.startsWith(sortPrefix)),
  };
}

/** Matches the keys of a template: each hole is a value without the separator. */
const patternOf = (text: string): RegExp => new RegExp(`^${text.replace(/\{\w+(?::\d+)?\}/g, '[^#]+')}$`);

/** Reads a template once: keys are built for every call to a table. */
function template<const Template extends string>(text: Template): (values: KeyValues<Template>) => string {
  const [start = '', ...rest] = text.split(/\{(\w+)(?::(\d+))?\}/);
  const holes = Array.from({ length: rest.length / 3 }, (_, hole): Hole => {
    const [name = '', width, after = ''] = rest.slice(3 * hole);
    return { name, width: width === undefined ? undefined : Number(width), after };
  });
  return (values) => {
    let key = start;
    for (const hole of holes) key += filled(text, hole, values) + hole.after;
    return key;
  };
}

export const playerRows = {
  profile: row('P#{playerId}', 'PROFILE'),
  standing: row('P#{playerId}', 'S#{game}'),
  /** Ratings at the end of the days of a month, `2026-11`. */
  ratingCurve: row('P#{playerId}', 'R#{game}#{month}'),
  /** A player's reward at the end of a period of a leaderboard; `endsAt` is the period's end. */
  reward: row('P#{playerId}', 'W#{endsAt:15}#{leaderboard}#{period}'),
  /** Marks a period of a leaderboard whose rewards are all given. */
  rewarded: row('W#{leaderboard}', 'D#{period}'),
  /** The results of two players against each other; `first` sorts before `second`. */
  headToHead: row('V#{first}#{second}', 'G#{game}'),
  /** A refresh family of a player. */
  familyOf: row('P#{playerId}', 'F#{familyId}'),
  family: row('F#{familyId}', 'FAMILY'),
  /** A token hash of the family that is no longer current. */
  usedHash: row('F#{familyId}', 'U#{hash}'),
  attempts: row('A#{key}', 'W#{windowSeconds}#{start:12}'),
  /** A player's identity at a provider. */
  identityOf: row('P#{playerId}', 'I#{provider}'),
  /** The player that an identity belongs to. */
  identity: row('I#{identityHash}', 'IDENTITY'),
  nonce: row('N#{nonceHash}', 'NONCE'),
  /** An event of an account. */
  accountEvent: row('P#{playerId}', 'E#{at:15}#{event}'),
  /** A change of an account that other tables have yet to follow, in the order in which it is due. */
  accountTask: row('TASKS', 'T#{dueAt:15}#{task}#{playerId}'),
  /** The row that health writes, to see whether writes succeed. */
  probe: row('HEALTH', 'PROBE'),
} as const;

export const ticketRows = {
  ticket: row('T#{ticketId}', 'TICKET'),
  /** The ticket that a player opened last. */
  openOf: row('P#{playerId}', 'OPEN'),
  invitation: row('I#{code}', 'INVITATION'),
  /** One of a player's places for open invitations to others. */
  sent: row('P#{playerId}', 'SENT#{place:2}'),
  /** An invitation to the player. */
  invited: row('P#{playerId}', 'INVITED#{code}'),
} as const;
/** Partition key of index `open`. */
export const openShardKey = template('OPEN#{shard}');

export const matchRows = {
  match: row('M#{matchId}', 'MATCH'),
  entry: row('M#{matchId}', 'L#{sequence:8}'),
  session: row('M#{matchId}', 'S#{playerSessionId}'),
  voided: row('M#{matchId}', 'VOID'),
  history: row('P#{playerId}', 'H#{endedAt:15}#{matchId}'),
  /** A seat of a player in a match; the match's own row shows whether it still runs. */
  seated: row('P#{playerId}', 'LIVE#{matchId}'),
  /** A warning that a seat's time runs low: one for each of its deadlines. */
  warning: row('M#{matchId}', 'W#{deadline:15}#{seat}'),
  /** The players who agreed to play a match again, and the match that comes of it. */
  rematch: row('M#{matchId}', 'REMATCH'),
} as const;

/** Partition key of index `active`. */
export const activeShardKey = template('ACTIVE#{shard}');

export const leaderboardRows = {
  entry: row('P#{playerId}', 'E#{leaderboard}#{period}'),
  /** Marks a player who is removed from all leaderboards. */
  removal: row('P#{playerId}', 'REMOVED'),
} as const;
/** Partition key of index `rank`. */
export const rankPartition = template('{leaderboard}#{period}#{shard}');
/** Sort key of index `rank`; core/ranking/score-order.ts makes `order`. */
export const rankSort = template('{order}#{playerId}');

/** Leaderboard and period of an entry's sort key; undefined for the key of another row. */
export function readEntrySort(
  sk: string,
): { readonly leaderboard: string; readonly period: string } | undefined {
  const [, leaderboard, period] = /^E#([^#]+)#([^#]+)$/.exec(sk) ?? [];
  return leaderboard === undefined || period === undefined
    ? undefined
    : { leaderboard: unescaped(leaderboard), period: unescaped(period) };
}

const rankSlots = 8;
/** The slot of a shard of the stream, in nodes and write-ahead rows. Two shards may have the same one. */
export function rankSlot(shardId: string): number {
  return shardOf(shardId, rankSlots);
}

/**
 * The attribute of a node with the time of the newest write that shards of a slot have counted in it: shards
 * are counted at different speeds.
 */
export function nodeTimeOf(slot: number): string {
  return `at${slot}`;
}

/** The names of all these attributes. */
export const nodeTimeNames: readonly string[] = Array.from({ length: rankSlots }, (_, slot) =>
  nodeTimeOf(slot),
);
/** The attribute of a node with the number of the last write-ahead row of a slot that it contains. */
export function nodeMark(slot: number): string {
  return `jn${slot}`;
}

export const rankRows = {
  /** A node of the counting tree. Each is a partition of its own, so that they do not share a limit. */
  node: row('N#{leaderboard}#{period}#{layout}#{lane}#{node}', 'NODE'),
  /** The last change of the entries' stream that was counted, for each shard. */
  checkpoint: row('K#{shardId}', 'CHECKPOINT'),
  /** Moves that are counted for shards of a slot, and are being written to their nodes. */
  writeAhead: row('J#{slot}', 'JOURNAL'),
  period: row('B#{leaderboard}', 'P#{period}'),
  /** The state of the check of a leaderboard. */
  check: row('C#{leaderboard}', 'CHECK#{period}'),
} as const;

/** The delivery of an event to a webhook. */
export const deliveryRows = { delivery: row('E#{eventId}', 'W#{webhook}') } as const;

/** The key that authenticates cursors: one in each table whose lists have cursors. */
export const cursorRows = { key: row('CURSORS', 'KEY') } as const;

/** A hole of a template, and the text up to the next one. */
interface Hole {
  readonly name: string;
  /** Digits. */
  readonly width: number | undefined;
  readonly after: string;
}

function filled(
  template: string,
  { name, width }: Hole,
  values: Readonly<Record<string, string | number>>,
): string {
  const value = values[name];
  if (value === undefined || value === '') throw new RangeError(`key ${template} lacks ${name}`);
  const text = String(value);
  if (width === undefined) return escaped(text);
  if (!/^\d+$/.test(text) || text.length > width)
    throw new RangeError(
      `${name} of key ${template} must be a whole number of at most ${width} digits, not ${text}`,
    );
  return text.padStart(width, '0');
}

/** The separator never comes from a value, so two different sets of values never give one key. */
function escaped(value: string): string {
  return value.replaceAll('%', '%25').replaceAll('#', '%23');
}

function unescaped(value: string): string {
  return value.replace(/%23|%25/g, (code) => (code === '%23' ? '#' : '%'));
}

/** A stable shard of an id (FNV-1a, 32 bits): spreads writes over partitions of an index. */
export function shardOf(id: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1)
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % shards;
}
