import { type Item } from 'dynalite/db';
import * as z from 'zod/mini';
import { json } from '../../contract/json';
import { type TableName } from '../../contract/tables';
import { gameName, matchId, matchmakingName, playerId } from '../../core/ids';
import { type LogEntry, matchOrigins, matchStatuses } from '../../core/match/log';
import { countings } from '../../core/results';
import { readEntry } from '../../store/entry-row';
import { matchRows, ticketRows } from '../../store/keys';
import { fromItem } from '../dynamodb/attribute-values';
import { type Database } from '../dynamodb/database';

const id = <Id>(read: (text: string) => Id) => z.pipe(z.string(), z.transform(read));

const outcome = z.object({
  result: z.object({
    places: z.array(z.number()),
    scores: z.optional(z.array(z.number())),
    reason: z.string(),
  }),
  endedAt: z.number(),
  commands: z.number(),
  conduct: z.object({
    turns: z.array(z.number()),
    left: z.array(z.object({ seat: z.number(), reason: z.string() })),
    bots: z.array(z.number()),
  }),
});
const matchRow = z.object({
  matchId: id(matchId),
  game: id(gameName),
  rulesVersion: z.number(),
  seed: z.string(),
  seats: z.array(id(playerId)),
  teams: z.array(z.number()),
  options: json,
  origin: z.enum(matchOrigins),
  bots: z.array(z.object({ seat: z.number(), strength: z.string() })),
  matchmaking: z.nullable(id(matchmakingName)),
  rated: z.boolean(),
  startedAt: z.number(),
  status: z.enum(matchStatuses),
  ownerEpoch: z.number(),
  gameSessionId: z.optional(z.string()),
  outcome: z.optional(outcome),
  counted: z.optional(z.enum(countings)),
  abandonedBecause: z.optional(z.string()),
});
const invitationRow = z.object({
  code: z.string(),
  status: z.string(),
  openUntil: z.number(),
  matchId: z.string(),
  joined: z.array(z.string()),
});
const rematchRow = z.object({ agreed: z.array(z.string()), matchId: z.string() });
const rematchOf = z.extend(rematchRow, { pk: z.string() });
const ticketRow = z.object({
  ticketId: z.string(),
  playerId: z.string(),
  status: z.string(),
  made: z.optional(z.string()),
  match: z.optional(z.object({ matchId: z.string(), seat: z.number() })),
  connection: z.optional(z.object({ playerSessionId: z.string() })),
});
const seatList = z.array(z.number());
export type MatchRow = z.output<typeof matchRow>;
export type TicketRow = z.output<typeof ticketRow>;
/** The fields of an entry that oracles compare. */
export interface StoredEntry {
  readonly kind: string;
  readonly sequence: number;
  readonly at: number;
  /** The owner's epoch; for a claim, the epoch that it begins. */
  readonly epoch: number;
  /** Of a command: its seat, its id, and the kind of its action. */
  readonly seat?: number;
  readonly commandId?: string;
  readonly action?: string;
  /** Of a timeout: the seats whose time ran out. */
  readonly seats?: readonly number[];
}

/** The contents of the tables as an oracle reads them, independently of deployed code. */
export class Rows {
  readonly #database: Database;
  readonly #tables: Readonly<Record<TableName, string>>;

  constructor(database: Database, tables: Readonly<Record<TableName, string>>) {
    this.#database = database;
    this.#tables = tables;
  }

  matches(): MatchRow[] {
    return this.#all(this.#tables.matches, matchRows.match.sortPrefix).map(asMatch);
  }

  match(matchId: string): MatchRow | undefined {
    const pk = matchRows.match.partition({ matchId });
    const item = this.#database.table(this.#tables.matches).partition(pk).find(isMatch);
    return item === undefined ? undefined : asMatch(item);
  }

  invitations(): z.output<typeof invitationRow>[] {
    return this.#all(this.#tables.tickets, ticketRows.invitation.sortPrefix).map((item) =>
      invitationRow.parse(fromItem(item)),
    );
  }

  /** Players who want to play a match again. */
  rematches(): (z.output<typeof rematchRow> & { readonly of: string })[] {
    return this.#all(this.#tables.matches, matchRows.rematch.sortPrefix).map((item) => {
      const { pk, ...row } = asRematch(item);
      return { ...row, of: pk.slice(pk.indexOf('#') + 1) };
    });
  }

  log(matchId: string): LogEntry[] {
    const pk = matchRows.entry.partition({ matchId });
    return this.#database
      .table(this.#tables.matches)
      .partition(pk)
      .filter(isEntry)
      .map((item) => readEntry(fromItem(item)))
      .sort((left, right) => left.sequence - right.sequence);
  }

  entry(matchId: string, sequence: number): StoredEntry | undefined {
    const key = matchRows.entry.key({ matchId, sequence });
    const item = this.#database.table(this.#tables.matches).get({ pk: { S: key.pk }, sk: { S: key.sk } });
    return item === undefined ? undefined : asEntry(item);
  }

  knowsPlayerSession(matchId: string, playerSessionId: string): boolean {
    const key = matchRows.session.key({ matchId, playerSessionId });
    return (
      this.#database.table(this.#tables.matches).get({ pk: { S: key.pk }, sk: { S: key.sk } }) !== undefined
    );
  }

  tickets(): TicketRow[] {
    return this.#all(this.#tables.tickets, ticketRows.ticket.sortPrefix).map(asTicket);
  }

  ticket(ticketId: string): TicketRow | undefined {
    const key = ticketRows.ticket.key({ ticketId });
    const item = this.#database.table(this.#tables.tickets).get({ pk: { S: key.pk }, sk: { S: key.sk } });
    return item === undefined ? undefined : asTicket(item);
  }

  /** Rows of a player whose sort key has this prefix. */
  ofPlayer(table: TableName, playerId: string, prefix: string): Array<Readonly<Record<string, unknown>>> {
    return this.#database
      .table(this.#tables[table])
      .partition(`P#${playerId}`)
      .filter((item) => item['sk']?.S?.startsWith(prefix) === true)
      .map(fromItem);
  }

  /** Every row of a table, as a document. */
  all(table: TableName): Array<Readonly<Record<string, unknown>>> {
    return [...this.#database.table(this.#tables[table]).items()].map(fromItem);
  }

  #all(table: string, sk: string): Item[] {
    return [...this.#database.table(table).items()].filter((item) => item['sk']?.S === sk);
  }
}

export const isMatch = (item: Item): boolean => item['sk']?.S === matchRows.match.sortPrefix;
export const isEntry = (item: Item): boolean =>
  item['sk']?.S?.startsWith(matchRows.entry.sortPrefix) === true;

/** The match that a row makes void; undefined: it is another row. */
export function voidedBy(item: Item): string | undefined {
  const key = { pk: item['pk']?.S ?? '', sk: item['sk']?.S ?? '' };
  return matchRows.voided.fits(key) ? key.pk.slice(key.pk.indexOf('#') + 1) : undefined;
}

export const isTicket = (item: Item): boolean => item['sk']?.S === ticketRows.ticket.sortPrefix;

/** Reads an item once: stored items are replaced, never changed. */
function once<Row>(read: (item: Item) => Row): (item: Item) => Row {
  const known = new WeakMap<Item, Row>();
  return (item) => {
    const row = known.get(item) ?? read(item);
    known.set(item, row);
    return row;
  };
}
export const asMatch = once((item): MatchRow => matchRow.parse(fromItem(item)));
export const asTicket = once((item): TicketRow => ticketRow.parse(fromItem(item)));
const asRematch = once((item) => rematchOf.parse(fromItem(item)));

/** An entry without its action, because it is compared with every message and must be cheap to read. */
export function asEntry(item: Item): StoredEntry {
  const common = {
    kind: text(item, 'kind'),
    sequence: number(item, 'sequence'),
    at: number(item, 'at'),
    epoch: number(item, 'epoch'),
  };
  if (common.kind === 'timeout') return { ...common, seats: seatList.parse(JSON.parse(text(item, 'seats'))) };
  if (common.kind !== 'command') return common;
  return {
    ...common,
    seat: number(item, 'seat'),
    commandId: text(item, 'commandId'),
    action: /"kind":"(\w+)"/.exec(text(item, 'action'))?.[1] ?? '',
  };
}

export const text = (item: Item, name: string): string => item[name]?.S ?? '';
export const number = (item: Item, name: string): number => Number(item[name]?.N ?? Number.NaN);
