import { type Item } from 'dynalite/db';
import { type Write } from '../dynamodb/table';
import { forgedId } from '../realtime/datagrams';
import { asEntry, asMatch, asTicket, isEntry, isMatch, isTicket, type MatchRow, type Rows } from './rows';

export interface WriteInvariantsParts {
  readonly rows: Rows;
  /** True while a script process hosts the game session, as far as GameLift knows. */
  isHosted(gameSessionId: string): boolean;
  /** The time of seats ran out. @param waited milliseconds since the entry before */
  timedOut(matchId: string, seats: readonly number[], waited: number): void;
  violation(oracle: string, message: string): void;
}

const ended = new Set(['completed', 'failed', 'cancelled', 'timed-out']);

/** Checks the invariants at every committed write. */
export class WriteInvariants {
  readonly #parts: WriteInvariantsParts;
  /** Highest owner of each match in anything that was written. */
  readonly #owners = new Map<string, number>();
  readonly #openMatches = new Set<string>();
  readonly #abandoned = new Set<string>();
  readonly #openTickets = new Set<string>();
  /** The newest ticket of each player. */
  readonly #lastTickets = new Map<string, string>();
  readonly #newest = new Map<string, { readonly sequence: number; readonly at: number }>();
  readonly #seats = new Map<string, readonly string[]>();
  readonly #matchOf = new Map<string, string>();
  readonly #commands = new Set<string>();
  matches = 0;
  commands = 0;

  constructor(parts: WriteInvariantsParts) {
    this.#parts = parts;
  }

  get isQuiet(): boolean {
    return this.#openMatches.size === 0 && this.#openTickets.size === 0;
  }
  get open(): string {
    return [...this.#openMatches, ...[...this.#openTickets].map((id) => `ticket ${id}`)].join(', ');
  }

  /** Players of the match of a game session, seat 0 first. */
  seatsOf(gameSessionId: string): readonly string[] | undefined {
    return this.#seats.get(gameSessionId);
  }

  /** The highest epoch with which anything of a match was written. */
  ownerOf(matchId: string): number {
    return this.#owners.get(matchId) ?? 0;
  }

  /** The match of a game session. */
  matchOf(gameSessionId: string): string | undefined {
    return this.#matchOf.get(gameSessionId);
  }

  hasCommand(matchId: string, seat: number, id: string): boolean {
    return this.#commands.has(`${matchId} ${seat} ${id}`);
  }

  committed({ table, before, after }: Write): void {
    if (table.table === 'matches') this.#match(before, after);
    else if (table.table === 'tickets' && after !== undefined && isTicket(after)) this.#ticket(before, after);
  }

  #match(before: Item | undefined, after: Item | undefined): void {
    const item = after ?? before;
    if (item === undefined) return;
    if (isEntry(item)) this.#entry(before, after);
    else if (isMatch(item)) this.#matchRow(before, after);
  }

  #entry(before: Item | undefined, after: Item | undefined): void {
    const { violation } = this.#parts;
    if (after === undefined || before !== undefined) {
      violation('the log only grows', `an entry was changed: ${JSON.stringify(after ?? before)}`);
      return;
    }
    const entry = asEntry(after);
    const matchId = idOf(after);
    const owner = this.#owners.get(matchId) ?? 0;
    if (entry.epoch < owner)
      violation(
        'one owner writes',
        `epoch ${entry.epoch} wrote ${entry.sequence} of ${matchId}, ${owner} owns it`,
      );
    this.#own(matchId, entry.epoch);
    const last = this.#newest.get(matchId) ?? { sequence: 0, at: 0 };
    if (entry.sequence !== last.sequence + 1)
      violation('no gap in the log', `entry ${entry.sequence} of ${matchId} follows ${last.sequence}`);
    if (entry.at < last.at)
      violation(
        'time never goes back',
        `entry ${entry.sequence} of ${matchId} is older than its predecessor`,
      );
    if (entry.seats !== undefined) this.#parts.timedOut(matchId, entry.seats, entry.at - last.at);
    this.#newest.set(matchId, { sequence: entry.sequence, at: entry.at });
    if (entry.kind === 'command') this.#commands.add(`${matchId} ${entry.seat} ${entry.commandId}`);
    if (entry.kind === 'command') this.commands += 1;
    if (entry.kind === 'command' && entry.commandId === forgedId)
      violation('a datagram is not a proof', `a forger's command is entry ${entry.sequence} of ${matchId}`);
    // A process that read the row before the result was recorded may still claim the match, and then finds
    // its end.
    const isLateClaim = entry.kind === 'claim' && !this.#abandoned.has(matchId);
    if (!this.#openMatches.has(matchId) && !isLateClaim)
      violation('an end is an end', `entry ${entry.sequence} was added to ${matchId} after its end`);
  }

  #matchRow(before: Item | undefined, after: Item | undefined): void {
    const { violation, isHosted } = this.#parts;
    if (after === undefined) {
      violation('matches stay', 'the row of a match was deleted');
      return;
    }
    const now = asMatch(after);
    const old = before === undefined ? undefined : asMatch(before);
    if (now.gameSessionId !== undefined) {
      this.#seats.set(now.gameSessionId, now.seats);
      this.#matchOf.set(now.gameSessionId, now.matchId);
    }
    this.#own(now.matchId, now.ownerEpoch);
    if (old === undefined) this.matches += 1;
    else this.#changed(old, now);
    if (now.status === 'active') this.#openMatches.add(now.matchId);
    else this.#openMatches.delete(now.matchId);
    if (now.status === 'abandoned') this.#abandoned.add(now.matchId);
    if (
      old?.status === 'active' &&
      now.status === 'abandoned' &&
      now.abandonedBecause === 'server-lost' &&
      now.gameSessionId !== undefined &&
      isHosted(now.gameSessionId)
    )
      violation('live matches continue', `match ${now.matchId} was abandoned while its script runs`);
  }

  #changed(old: MatchRow, now: MatchRow): void {
    const { violation } = this.#parts;
    if (old.status !== 'active' && JSON.stringify(old) !== JSON.stringify(now))
      violation('an end is an end', `match ${now.matchId} changed after it was ${old.status}`);
    if (now.ownerEpoch < old.ownerEpoch)
      violation('owners rise', `match ${now.matchId} went from owner ${old.ownerEpoch} to ${now.ownerEpoch}`);
    for (const field of ['seed', 'startedAt', 'game', 'rated'] as const)
      if (old[field] !== now[field]) violation('a header stays', `${field} of match ${now.matchId} changed`);
    if (old.seats.join() !== now.seats.join())
      violation('a header stays', `the seats of match ${now.matchId} changed`);
  }

  #ticket(before: Item | undefined, after: Item): void {
    const { violation, rows } = this.#parts;
    const now = asTicket(after);
    const old = before === undefined ? undefined : asTicket(before);
    if (old === undefined) this.#opened(now.playerId, now.ticketId);
    if (ended.has(now.status)) this.#openTickets.delete(now.ticketId);
    else this.#openTickets.add(now.ticketId);
    if (old !== undefined && ended.has(old.status) && old.status !== now.status)
      violation('an end is an end', `ticket ${now.ticketId} went from ${old.status} to ${now.status}`);
    if (now.status !== 'completed') return;
    const { match, connection } = now;
    if (match === undefined || connection === undefined)
      violation('completed is complete', `ticket ${now.ticketId} is completed without match or connection`);
    else if (!rows.knowsPlayerSession(match.matchId, connection.playerSessionId))
      violation(
        'seated before told',
        `ticket ${now.ticketId} has a player session that its match does not know`,
      );
  }

  #opened(playerId: string, ticketId: string): void {
    const last = this.#lastTickets.get(playerId) ?? ticketId;
    this.#lastTickets.set(playerId, ticketId);
    if (this.#openTickets.has(last))
      this.#parts.violation('one open ticket', `${playerId} opens ${ticketId} while ${last} is open`);
  }

  #own(matchId: string, epoch: number): void {
    this.#owners.set(matchId, Math.max(epoch, this.#owners.get(matchId) ?? 0));
  }
}

/** The match of a row, by its partition key. */
const idOf = (item: Item): string => (item['pk']?.S ?? '').slice('M#'.length);
