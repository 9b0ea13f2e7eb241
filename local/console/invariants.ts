import { type BrokenInvariant } from '../../contract/console/now';
import { type Ticket } from '../../flexmatch/lifecycle/ticket';
import { isOver } from '../../flexmatch/lifecycle/ticket';
import { type MatchRecord } from '../../store/matches';
import { type GameSessionRow, isLive } from '../gamelift/sessions/rows';

/** The state that invariants are checked on. Times are epoch milliseconds. */
export interface InvariantFacts {
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

/** The time that pending changes may take. */
const graceMs = 15_000;

/** Everything that must never be, and is. */
export function brokenInvariants(facts: InvariantFacts): readonly BrokenInvariant[] {
  const found: BrokenInvariant[] = [];
  if (facts.unwritable !== undefined)
    found.push({ says: `The tables take no writes: ${facts.unwritable}`, address: '#/tables' });
  if (facts.deadLetters > 0)
    found.push({
      says: `${facts.deadLetters} events were handled by no function: see dead-letters.jsonl.`,
      address: '#/calls',
    });
  return [...found, ...facts.matches.flatMap((match) => brokenMatch(match, facts)), ...brokenTickets(facts)];
}

function brokenMatch(match: MatchRecord, facts: InvariantFacts): readonly BrokenInvariant[] {
  const { header, status, hosting, ending } = match;
  const sessions = facts.sessions.get(header.matchId) ?? [];
  const live = sessions.filter((session) => isLive(session.status));
  const address = `#/matches/${header.matchId}`;
  const name = `Match ${header.matchId.slice(0, 8)} (${header.game})`;
  const settled = (since: number): boolean => facts.now - since > graceMs;
  const found: BrokenInvariant[] = [];
  if (live.length > 1 && settled((live[0]?.creationTime ?? 0) * 1000))
    found.push({ says: `${name} is in ${live.length} live game sessions at once.`, address });
  if (status === 'active' && hosting.kind === 'live' && live.length === 0 && settled(endOf(sessions)))
    found.push({ says: `${name} is active, and no game session has it.`, address });
  if (status !== 'active' && live.length > 0 && settled(ending?.endedAt ?? header.startedAt))
    if (settled((live[0]?.creationTime ?? 0) * 1000) && facts.now - (ending?.endedAt ?? 0) > 4 * graceMs)
      found.push({ says: `${name} has ended, and its game session is still live.`, address });
  const orphan = live.find(
    ({ gameSessionId, status: state }) => state === 'ACTIVE' && !facts.hosted.has(gameSessionId),
  );
  if (orphan !== undefined && settled(orphan.creationTime * 1000))
    found.push({ says: `${name} has an active game session without a process.`, address });
  return found;
}

/** Epoch milliseconds at which the newest session ended. */
function endOf(sessions: readonly GameSessionRow[]): number {
  const ends = sessions.map(({ terminationTime, creationTime }) => (terminationTime ?? creationTime) * 1000);
  return Math.max(0, ...ends);
}

function brokenTickets({ tickets, now }: InvariantFacts): readonly BrokenInvariant[] {
  const found: BrokenInvariant[] = [];
  const open = new Map<string, string>();
  for (const { ticketId, status, deadline, players, backfill } of tickets) {
    if (isOver(status) || backfill !== undefined) continue;
    const address = `#/tickets/${ticketId}`;
    if (now - deadline * 1000 > graceMs && status !== 'PLACING')
      found.push({ says: `Ticket ${ticketId.slice(0, 8)} waits beyond its end.`, address });
    for (const { playerId } of players) {
      if (open.has(playerId))
        found.push({ says: `Player ${playerId.slice(0, 10)} is in two open tickets at once.`, address });
      open.set(playerId, ticketId);
    }
  }
  return found;
}
