import { type LiveMatch } from '../../client/live-match';
import { type CommandEvent, type MatchEvent } from '../../client/live-match-events';
import { type Rows } from './rows';

type Violation = (oracle: string, message: string) => void;
/** A result as it is sent to a player. */
interface AnnouncedResult {
  readonly places: readonly number[];
  readonly reason: string;
}

/** Messages to players, compared with each other and with the log. */
export class Histories {
  readonly #rows: () => Rows;
  readonly #violation: Violation;
  /** By match: the first result that was sent to a player, as text. */
  readonly #results = new Map<string, string>();
  readonly #acknowledged = new Map<string, string>();
  /** Commands that a player knows to be accepted. */
  acknowledgements = 0;
  refusals = 0;
  failedTickets = 0;

  constructor(rows: () => Rows, violation: Violation) {
    this.#rows = rows;
    this.#violation = violation;
  }

  /** A ticket named the match of a player. */
  found(playerId: string, matchId: string, seat: number): void {
    const match = this.#rows().match(matchId);
    if (match !== undefined && match.seats[seat] !== playerId)
      this.#violation('a seat is its player’s', `the ticket of ${playerId} names seat ${seat} of ${matchId}`);
  }

  welcomed(playerId: string, { matchId, seat, players }: LiveMatch): void {
    if (players[seat] !== playerId || this.#rows().match(matchId)?.seats[seat] !== playerId)
      this.#violation('a seat is its player’s', `${playerId} was welcomed to seat ${seat} of ${matchId}`);
  }

  /** A player saw an event: the log must have the same entry already. */
  event(matchId: string, viewer: number, event: MatchEvent): void {
    const { sequence, seat, at, action } = event;
    const entry = this.#rows().entry(matchId, sequence);
    if (entry === undefined) {
      this.#violation(
        'durable before told',
        `seat ${viewer} heard of ${sequence} of ${matchId} before it was stored`,
      );
      return;
    }
    const recorded = seat === null ? entry.kind : entry.action;
    const own = event.seat !== viewer || event.id === entry.commandId;
    if (entry.seat !== (seat ?? undefined) || entry.at !== at || recorded !== action.kind || !own)
      this.#violation(
        'one history',
        `seat ${viewer} saw another entry ${sequence} of ${matchId} than the log has`,
      );
  }

  /** A command of a player was accepted. */
  acknowledged(matchId: string, seat: number, { sequence, id }: CommandEvent): void {
    this.acknowledgements += 1;
    const entry = this.#rows().entry(matchId, sequence);
    if (entry?.seat !== seat || entry.commandId !== id)
      this.#violation(
        'accepted is stored',
        `command ${String(id)} of seat ${seat} is not entry ${sequence} of ${matchId}`,
      );
    const name = `${matchId} ${seat} ${String(id)}`;
    const before = this.#acknowledged.get(name);
    if (before !== undefined && before !== String(sequence))
      this.#violation(
        'accepted once',
        `command ${String(id)} is entry ${before} and ${sequence} of ${matchId}`,
      );
    this.#acknowledged.set(name, String(sequence));
  }

  result(matchId: string, playerId: string, { places, reason }: AnnouncedResult): void {
    const announced = JSON.stringify({ places, reason });
    const before = this.#results.get(matchId) ?? announced;
    this.#results.set(matchId, before);
    if (before !== announced)
      this.#violation(
        'one result',
        `${playerId} was sent ${announced} of ${matchId}, another player ${before}`,
      );
    const row = this.#rows().match(matchId);
    const { result } = row?.outcome ?? {};
    const stored =
      result === undefined ? undefined : JSON.stringify({ places: result.places, reason: result.reason });
    if (stored !== announced)
      this.#violation(
        'recorded before told',
        `${playerId} was sent ${announced} of ${matchId}, the row has ${stored ?? 'none'}`,
      );
  }

  refused(_message: string): void {
    this.refusals += 1;
  }

  ended(_ticketId: string): void {
    this.failedTickets += 1;
  }

  /** Every acknowledged command must be in the log once, at the acknowledged number. */
  check(): void {
    const stored = new Map<string, number[]>();
    for (const matchId of new Set([...this.#acknowledged.keys()].map((name) => name.split(' ')[0] ?? '')))
      for (const entry of this.#rows().log(matchId)) {
        if (entry.kind !== 'command') continue;
        const { seat, commandId, sequence } = entry;
        const name = `${matchId} ${seat} ${commandId}`;
        stored.set(name, [...(stored.get(name) ?? []), sequence]);
      }
    for (const [name, sequence] of this.#acknowledged) {
      const found = stored.get(name) ?? [];
      if (found.join() !== sequence)
        this.#violation(
          'accepted is stored once',
          `command ${name} is entry ${sequence}, the log has it at ${found.join()}`,
        );
    }
  }
}
