import { type Game } from '../../core/define';
import { isBotId } from '../../core/bots/bot-ids';
import { type CourseEntry, type LogEntry, type MatchHeader } from '../../core/match/log';
import { fold, openMatch } from '../../core/match/match';
import { turnsAwaited, turnsBegun } from '../../core/match/turns';
import { type PlayerEvent } from '../../contract/player-events';
import { leakIn } from './secrecy';
import { type Rows } from './rows';

type Violation = (oracle: string, message: string) => void;

/**
 * The events that were put on the bus. The same id is the same event, and nothing that a seat hides is in it.
 */
export class SentEvents {
  readonly #events = new Map<string, PlayerEvent>();
  readonly #violation: Violation;

  constructor(violation: Violation) {
    this.#violation = violation;
  }

  put(event: PlayerEvent): void {
    const text = JSON.stringify(event);
    const before = this.#events.get(event.id);
    if (before !== undefined && sameAs(before) !== sameAs(event))
      this.#violation('an id is an event', `${event.id}: ${sameAs(before)}, then ${sameAs(event)}`);
    const leak = leakIn(text, -1, 4);
    if (leak !== undefined) this.#violation('hidden stays hidden', `an event contains ${leak}…`);
    this.#events.set(event.id, event);
  }

  idsOf(type: PlayerEvent['type']): ReadonlySet<string> {
    return new Set([...this.#events.values()].filter((event) => event.type === type).map(({ id }) => id));
  }
}

/** The part of an event that is the same at every delivery: the deadline of a turn moves with vacation. */
const sameAs = (event: PlayerEvent): string =>
  JSON.stringify(event.type === 'your-turn' ? { ...event, data: { ...event.data, deadline: null } } : event);

/**
 * Once streams are read to their end, each player has an event for the end of each match, and for no other
 * end.
 */
export function checkResults(sent: SentEvents, rows: Rows, violation: Violation): void {
  const wanted = rows
    .matches()
    .filter(({ status }) => status !== 'active')
    .flatMap(({ matchId, seats }) =>
      seats.flatMap((player, seat): readonly Wanted[] =>
        isBotId(player) ? [] : [{ id: `result.${matchId}.${seat}`, optional: false }],
      ),
    );
  checkSameIds('results are told', sent.idsOf('result'), wanted, violation);
}

/** The others of a match have an event that a player wants a rematch, and none of another rematch. */
export function checkRematchesSent(sent: SentEvents, rows: Rows, violation: Violation): void {
  const matches = rows.matches();
  const wanted = rows.rematches().flatMap(({ of, agreed: [from] }) => {
    const seats = matches.find(({ matchId }) => matchId === of)?.seats ?? [];
    return seats.flatMap((player, seat): readonly Wanted[] =>
      isBotId(player) || player === from ? [] : [{ id: `rematch.${of}.${seat}`, optional: false }],
    );
  });
  checkSameIds('rematches are told', sent.idsOf('rematch'), wanted, violation);
}

/** Each turn that began while its player was away has an event, and no other turn has. */
export function checkTurns(
  sent: SentEvents,
  game: Game,
  header: MatchHeader,
  log: readonly LogEntry[],
  violation: Violation,
): void {
  const wanted = game.with((typed) => {
    let match = openMatch(typed, header);
    return log.flatMap((entry): readonly Wanted[] => {
      const before = match;
      match = fold(match, entry);
      // In such a world all commands come while no process owns the match.
      const turns =
        entry.kind === 'sleep'
          ? turnsAwaited(match)
          : isCourse(entry)
            ? turnsBegun(before, match, entry)
            : [];
      // An event is optional for a player who is answered by a bot in the same call.
      const optional = entry.kind === 'command' && entry.bot === true;
      return turns.map(({ sequence, seat }) => ({
        id: `your-turn.${header.matchId}.${sequence}.${seat}`,
        optional,
      }));
    });
  });
  checkSameIds('turns are told', sent.idsOf('your-turn'), wanted, violation);
}

const isCourse = (entry: LogEntry): entry is CourseEntry =>
  entry.kind === 'command' || entry.kind === 'timeout';

interface Wanted {
  readonly id: string;
  readonly optional: boolean;
}

function checkSameIds(
  oracle: string,
  sent: ReadonlySet<string>,
  wanted: readonly Wanted[],
  violation: Violation,
): void {
  const missing = wanted.filter(({ id, optional }) => !optional && !sent.has(id)).map(({ id }) => id);
  const extra = [...sent].filter((id) => !wanted.some((one) => one.id === id));
  if (missing.length + extra.length > 0)
    violation(oracle, `not sent: ${missing.join(', ')}; sent wrongly: ${extra.join(', ')}`);
}
