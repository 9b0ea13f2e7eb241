/**
 * Every key of the tables, declared. A template's holes are filled by name; `{sequence:8}` is a whole
 * number padded to eight digits, so that its text sorts as the number does. Nothing else in the project puts
 * a key together.
 */

type HoleName<Hole extends string> = Hole extends `${infer Name}:${string}` ? Name : Hole;
type Holes<Template extends string> = Template extends `${string}{${infer Hole}}${infer Rest}`
  ? HoleName<Hole> | Holes<Rest>
  : never;
export type Values<Template extends string> = Readonly<Record<Holes<Template>, string | number>>;

export interface RowKey {
  readonly pk: string;
  readonly sk: string;
}

/** A kind of row: its partition key and its sort key. */
export interface Row<Pk extends string, Sk extends string> {
  key(values: Values<Pk> & Values<Sk>): RowKey;
  partition(values: Values<Pk>): string;
  sort(values: Values<Sk>): string;
  /** What the sort keys of all such rows of a partition begin with. */
  readonly sortPrefix: string;
  /** True for a key that this declaration made. */
  fits(key: RowKey): boolean;
}

function row<const Pk extends string, const Sk extends string>(pk: Pk, sk: Sk): Row<Pk, Sk> {
  return {
    key: (values) => ({ pk: fill(pk, values), sk: fill(sk, values) }),
    partition: (values) => fill(pk, values),
    sort: (values) => fill(sk, values),
    sortPrefix: sk.slice(0, Math.max(0, sk.indexOf('{')) || undefined),
    fits: (key) => patternOf(pk).test(key.pk) && patternOf(sk).test(key.sk),
  };
}

/** What a template makes: each hole is a value without the separator. */
const patternOf = (text: string): RegExp => new RegExp(`^${text.replace(/\{\w+(?::\d+)?\}/g, '[^#]+')}$`);

function template<const Template extends string>(text: Template): (values: Values<Template>) => string {
  return (values) => fill(text, values);
}

export const playerRows = {
  profile: row('P#{playerId}', 'PROFILE'),
  standing: row('P#{playerId}', 'S#{game}'),
  /** Ratings at the end of the days of a month, `2026-11`. */
  ratingCurve: row('P#{playerId}', 'R#{game}#{month}'),
  /** What a player got when a period of a board ended; `endsAt` is the period's end. */
  reward: row('P#{playerId}', 'W#{endsAt:15}#{board}#{period}'),
  /** A period of a board whose rewards are all given. */
  rewarded: row('W#{board}', 'D#{period}'),
  /** What two players have done against each other; `first` sorts before `second`. */
  headToHead: row('V#{first}#{second}', 'G#{game}'),
  /** Which refresh families a player has. */
  familyOf: row('P#{playerId}', 'F#{familyId}'),
  family: row('F#{familyId}', 'FAMILY'),
  /** A token hash of the family that is not current any more. */
  usedHash: row('F#{familyId}', 'U#{hash}'),
  attempts: row('A#{key}', 'W#{windowSeconds}#{start:12}'),
  /** Which identity of a provider a player has. */
  identityOf: row('P#{playerId}', 'I#{provider}'),
  /** Whose identity it is. */
  identity: row('I#{identityHash}', 'IDENTITY'),
  nonce: row('N#{nonceHash}', 'NONCE'),
  /** What happened to an account. */
  accountEvent: row('P#{playerId}', 'E#{at:15}#{event}'),
  /** What other tables have yet to hear of an account: in the order in which it is due. */
  accountTask: row('TASKS', 'T#{dueAt:15}#{task}#{playerId}'),
  /** What health writes, to see whether it can. */
  probe: row('HEALTH', 'PROBE'),
} as const;

export const ticketRows = {
  ticket: row('T#{ticketId}', 'TICKET'),
  /** Which ticket a player opened last. */
  openOf: row('P#{playerId}', 'OPEN'),
  invitation: row('I#{code}', 'INVITATION'),
  /** One of the places that a player has for open invitations of its own. */
  sent: row('P#{playerId}', 'SENT#{place:2}'),
  /** That a player is asked by an invitation. */
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
  /** That a player was seated in a match; the match's own row says whether it still runs. */
  seated: row('P#{playerId}', 'LIVE#{matchId}'),
  /** That a seat's time runs low: one for each of its deadlines. */
  warning: row('M#{matchId}', 'W#{deadline:15}#{seat}'),
  /** Who wants to play a match again, and the match that comes of it. */
  rematch: row('M#{matchId}', 'REMATCH'),
} as const;

/** Partition key of index `active`. */
export const activeShardKey = template('ACTIVE#{shard}');

export const leaderboardRows = {
  entry: row('P#{playerId}', 'E#{board}#{period}'),
  /** The player is to be on no board. */
  removal: row('P#{playerId}', 'REMOVED'),
} as const;
/** Partition key of index `rank`. */
export const rankPartition = template('{board}#{period}#{shard}');
/** Sort key of index `rank`: core/ranking/score-order.ts makes `order`. */
export const rankSort = template('{order}#{playerId}');

/** Board and period of an entry's sort key; undefined when it is the key of another row. */
export function readEntrySort(sk: string): { readonly board: string; readonly period: string } | undefined {
  const [, board, period] = /^E#([^#]+)#([^#]+)$/.exec(sk) ?? [];
  return board === undefined || period === undefined
    ? undefined
    : { board: unescaped(board), period: unescaped(period) };
}

const nodeTimes = 8;
/**
 * The attribute of a node for the newest write that a shard of the stream has counted in it. Each shard has
 * its own, as far as the names go: shards are counted at different speeds.
 */
export function nodeTime(shardId: string): string {
  return `at${shardOf(shardId, nodeTimes)}`;
}
/** All of them. */
export const nodeTimeNames: readonly string[] = Array.from({ length: nodeTimes }, (_, time) => `at${time}`);

export const rankRows = {
  /** A node of the counting tree. Each is a partition of its own, so that no two share a limit. */
  node: row('N#{board}#{period}#{layout}#{lane}#{node}', 'NODE'),
  /** How far a shard of the entries' stream is counted. */
  checkpoint: row('K#{shardId}', 'CHECKPOINT'),
  period: row('B#{board}', 'P#{period}'),
  /** Where the check of a board stands. */
  check: row('C#{board}', 'CHECK#{period}'),
} as const;

/** How far an event is with a webhook. */
export const deliveryRows = { delivery: row('E#{eventId}', 'W#{webhook}') } as const;

/** The key that cursors are authenticated with: one in each table whose lists have cursors. */
export const cursorRows = { key: row('CURSORS', 'KEY') } as const;

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)(?::(\d+))?\}/g, (_, name: string, width: string | undefined) => {
    const value = values[name];
    if (value === undefined || value === '') throw new RangeError(`key ${text} lacks ${name}`);
    if (width === undefined) return escaped(String(value));
    const digits = String(value);
    if (!/^\d+$/.test(digits) || digits.length > Number(width))
      throw new RangeError(
        `${name} of key ${text} must be a whole number of at most ${width} digits, not ${digits}`,
      );
    return digits.padStart(Number(width), '0');
  });
}

/** The separator never comes from a value: two different sets of values never give one key. */
function escaped(value: string): string {
  return value.replace(/[%#]/g, (character) => (character === '#' ? '%23' : '%25'));
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
