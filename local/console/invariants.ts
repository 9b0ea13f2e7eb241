import { type BrokenInvariant } from '../../contract/console/now';
import { type Ticket } from '../../flexmatch/lifecycle/ticket';
import { isOver } from '../../flexmatch/lifecycle/ticket';
import { type MatchRecord } from '../../store/matches';
import { type GameSessionRow, isLive } from '../gamelift/sessions/rows';

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
}

const graceMs = 15_000;
/** The process of a match that has ended stays for players who read the result. */
const endedGraceMs = 60_000;

/** When each broken invariant was seen first, by its key, in milliseconds of the machine. */
export type BrokenSince = ReadonlyMap<string, number>;

/**
 * Everything that must never be, and is. Processes, events and functions take their time by the machine's
 * clock, and the backend's clock jumps when time is stepped. So an invariant counts as broken once each look
 * within its grace has seen the same.
 * @param machineNow milliseconds of a clock that always runs
 * @param before of the last look
 */
export function brokenInvariants(
  facts: InvariantFacts,
  machineNow: number,
  before: BrokenSince,
): { readonly broken: readonly BrokenInvariant[]; readonly since: BrokenSince } {
  const seen = [...brokenParts(facts), ...facts.matches.flatMap((match) => brokenMatch(match, facts))];
  seen.push(...brokenTickets(facts));
  const since = new Map(seen.map(({ key }) => [key, before.get(key) ?? machineNow]));
  const isSettled = ({ key, graceMs: grace }: SeenBroken): boolean =>
    machineNow - (since.get(key) ?? machineNow) >= grace;
  return { broken: seen.filter(isSettled).map(({ says, address }) => ({ says, address })), since };
}

/** `brokenInvariants` of a process that looks again and again. @param machineNow as there */
export function watchInvariants(
  machineNow: () => number,
): (facts: InvariantFacts) => readonly BrokenInvariant[] {
  let before: BrokenSince = new Map();
  return (facts) => {
    const { broken, since } = brokenInvariants(facts, machineNow(), before);
    before = since;
    return broken;
  };
}

/** These stay as they are until a person acts, and need no grace. */
function brokenParts({ unwritable, deadLetters }: InvariantFacts): readonly SeenBroken[] {
  const found: SeenBroken[] = [];
  if (unwritable !== undefined) {
    const says = `The tables take no writes: ${unwritable}`;
    found.push({ key: 'tables', says, address: '#/tables', graceMs: 0 });
  }
  if (deadLetters > 0) {
    const says = `${deadLetters} events were handled by no function: see dead-letters.jsonl.`;
    found.push({ key: 'dead letters', says, address: '#/calls', graceMs: 0 });
  }
  return found;
}

function brokenMatch(match: MatchRecord, facts: InvariantFacts): readonly SeenBroken[] {
  const { header, status, hosting } = match;
  const live = (facts.sessions.get(header.matchId) ?? []).filter((session) => isLive(session.status));
  const ids = live.map(({ gameSessionId }) => gameSessionId).join();
  const found: SeenBroken[] = [];
  const add = (kind: string, of: string, words: string, grace = graceMs): void => {
    found.push({
      key: `${kind} ${header.matchId} ${of}`,
      says: `Match ${header.matchId.slice(0, 8)} (${header.game}) ${words}`,
      address: `#/matches/${header.matchId}`,
      graceMs: grace,
    });
  };
  if (live.length > 1) add('twice', ids, `is in ${live.length} live game sessions at once.`);
  if (status === 'active' && hosting.kind === 'live' && live.length === 0)
    add('nowhere', String(hosting.attempt), 'is active, and no game session has it.');
  if (status !== 'active' && live.length > 0)
    add('ended', ids, 'has ended, and its game session is still live.', endedGraceMs);
  const orphan = live.find(
    ({ gameSessionId, status: state }) => state === 'ACTIVE' && !facts.hosted.has(gameSessionId),
  );
  if (orphan !== undefined)
    add('orphan', orphan.gameSessionId, 'has an active game session without a process.');
  return found;
}

function brokenTickets({ tickets, now }: InvariantFacts): readonly SeenBroken[] {
  const found: SeenBroken[] = [];
  const open = new Map<string, string>();
  for (const { ticketId, status, deadline, players, backfill } of tickets) {
    if (isOver(status) || backfill !== undefined) continue;
    const address = `#/tickets/${ticketId}`;
    if (now > deadline * 1000 && status !== 'PLACING') {
      const says = `Ticket ${ticketId.slice(0, 8)} waits beyond its end.`;
      found.push({ key: `late ${ticketId}`, says, address, graceMs });
    }
    for (const { playerId } of players) {
      if (open.has(playerId)) {
        const says = `Player ${playerId.slice(0, 10)} is in two open tickets at once.`;
        found.push({ key: `twice ${playerId} ${ticketId}`, says, address, graceMs });
      }
      open.set(playerId, ticketId);
    }
  }
  return found;
}
