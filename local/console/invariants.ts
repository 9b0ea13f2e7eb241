import { type BrokenInvariant } from '../../contract/console/now';
import { type Ticket } from '../../flexmatch/lifecycle/ticket';
import { isOver } from '../../flexmatch/lifecycle/ticket';
import { type MatchRecord } from '../../store/matches';
import { type GameSessionRow, isLive } from '../gamelift/sessions/rows';
import { type LocalTime } from '../time/local-time';

/** The state that invariants are checked on. */
export interface InvariantFacts {
  /** Epoch milliseconds on the backend's clock, by which tickets end. */
  readonly now: number;
  readonly tickets: Iterable<Ticket>;
  /** Running matches, and recently ended ones. */
  readonly matches: readonly MatchRecord[];
  /** By match, newest first. */
  readonly sessions: ReadonlyMap<string, readonly GameSessionRow[]>;
  /** Sessions that have a process. */
  readonly hosted: ReadonlySet<string>;
  /** Why the tables refuse writes. */
  readonly unwritable: string | undefined;
  /** Number of events that no function handled after all retries. */
  readonly deadLetters: number;
}

/** An invariant that is broken at a look. */
interface SeenBroken extends BrokenInvariant {
  /** The same at each look at the same state. */
  readonly key: string;
  /** How long pending changes may take, in milliseconds of the machine. */
  readonly graceMs: number;
  /** Since when it is broken, by the backend's clock; undefined: the state does not tell. */
  readonly brokenAt: number | undefined;
}

const graceMs = 15_000;
/** The process of a match that has ended stays for players who read the result. */
const endedGraceMs = 60_000;

/** When each broken invariant was seen first, by its key, in milliseconds of the machine. */
export type BrokenSince = ReadonlyMap<string, number>;

/** The machine's clock at a look, in milliseconds. It always runs. */
export interface Machine {
  readonly now: number;
  /** When the backend's clock began to run as this one: at its start, or when time was changed last. */
  readonly steadySince: number;
}

/**
 * Everything that must never be, and is. Processes, events and functions take their time by the machine's
 * clock, and the backend's clock jumps when time is stepped. So an invariant counts as broken once each look
 * within its grace has seen the same. The first look at an older break reports it, too, unless the backend's
 * clock was changed within that grace.
 * @param before of the last look
 */
export function brokenInvariants(
  facts: InvariantFacts,
  machine: Machine,
  before: BrokenSince,
): { readonly broken: readonly BrokenInvariant[]; readonly since: BrokenSince } {
  const seen = [...brokenParts(facts), ...facts.matches.flatMap((match) => brokenMatch(match, facts))];
  seen.push(...brokenTickets(facts));
  const since = new Map(seen.map(({ key }) => [key, before.get(key) ?? machine.now]));
  const isSettled = ({ key, graceMs: grace, brokenAt }: SeenBroken): boolean =>
    machine.now - (since.get(key) ?? machine.now) >= grace ||
    (machine.now - machine.steadySince >= grace && facts.now - (brokenAt ?? facts.now) >= grace);
  return { broken: seen.filter(isSettled).map(({ says, address }) => ({ says, address })), since };
}

/** `brokenInvariants` of a process that looks again and again. @param machineNow as there */
export function watchInvariants(
  machineNow: () => number,
  time: Pick<LocalTime, 'onChange'>,
): (facts: InvariantFacts) => readonly BrokenInvariant[] {
  let before: BrokenSince = new Map();
  let steadySince = machineNow();
  time.onChange(() => {
    steadySince = machineNow();
  });
  return (facts) => {
    const { broken, since } = brokenInvariants(facts, { now: machineNow(), steadySince }, before);
    before = since;
    return broken;
  };
}

/** These stay as they are until a person acts, and need no grace. */
function brokenParts({ unwritable, deadLetters }: InvariantFacts): readonly SeenBroken[] {
  const found: SeenBroken[] = [];
  if (unwritable !== undefined) {
    const says = `The tables take no writes: ${unwritable}`;
    found.push({ key: 'tables', says, address: '#/tables', graceMs: 0, brokenAt: undefined });
  }
  if (deadLetters > 0) {
    const says = `${deadLetters} events were handled by no function: see dead-letters.jsonl.`;
    found.push({ key: 'dead letters', says, address: '#/calls', graceMs: 0, brokenAt: undefined });
  }
  return found;
}

function brokenMatch(match: MatchRecord, facts: InvariantFacts): readonly SeenBroken[] {
  const { header, status, hosting, ending } = match;
  const sessions = facts.sessions.get(header.matchId) ?? [];
  const live = sessions.filter((session) => isLive(session.status));
  const ids = live.map(({ gameSessionId }) => gameSessionId).join();
  const begunAt = (live[0]?.creationTime ?? 0) * 1000;
  const found: SeenBroken[] = [];
  const add = (kind: string, of: string, words: string, brokenAt?: number, grace = graceMs): void => {
    found.push({
      key: `${kind} ${header.matchId} ${of}`,
      says: `Match ${header.matchId.slice(0, 8)} (${header.game}) ${words}`,
      address: `#/matches/${header.matchId}`,
      graceMs: grace,
      brokenAt,
    });
  };
  if (live.length > 1) add('twice', ids, `is in ${live.length} live game sessions at once.`, begunAt);
  if (status === 'active' && hosting.kind === 'live' && live.length === 0) {
    const says = 'is active, and no game session has it.';
    add('nowhere', String(hosting.attempt), says, Math.max(hosting.since, endOf(sessions)));
  }
  if (status !== 'active' && live.length > 0) {
    const says = 'has ended, and its game session is still live.';
    add('ended', ids, says, Math.max(ending?.endedAt ?? header.startedAt, begunAt), endedGraceMs);
  }
  const orphan = live.find(
    ({ gameSessionId, status: state }) => state === 'ACTIVE' && !facts.hosted.has(gameSessionId),
  );
  if (orphan !== undefined)
    add('orphan', orphan.gameSessionId, 'has an active game session without a process.');
  return found;
}

/** Epoch milliseconds at which the newest session ended. */
function endOf(sessions: readonly GameSessionRow[]): number {
  const ends = sessions.map(({ terminationTime, creationTime }) => (terminationTime ?? creationTime) * 1000);
  return Math.max(0, ...ends);
}

function brokenTickets({ tickets, now }: InvariantFacts): readonly SeenBroken[] {
  const found: SeenBroken[] = [];
  const open = new Map<string, string>();
  for (const { ticketId, status, deadline, players, backfill } of tickets) {
    if (isOver(status) || backfill !== undefined) continue;
    const address = `#/tickets/${ticketId}`;
    if (now > deadline * 1000 && status !== 'PLACING') {
      const says = `Ticket ${ticketId.slice(0, 8)} waits beyond its end.`;
      found.push({ key: `late ${ticketId}`, says, address, graceMs, brokenAt: deadline * 1000 });
    }
    for (const { playerId } of players) {
      if (open.has(playerId)) {
        const says = `Player ${playerId.slice(0, 10)} is in two open tickets at once.`;
        found.push({ key: `twice ${playerId} ${ticketId}`, says, address, graceMs, brokenAt: undefined });
      }
      open.set(playerId, ticketId);
    }
  }
  return found;
}
