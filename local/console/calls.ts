import { type CallsDocument, type CallTree, type ServiceCall } from '../../contract/console/calls';
import { type TableName } from '../../contract/tables';
import { type ConsolePlayer } from '../../contract/console/console-player';
import { type Insight } from '../gamelift';
import { type CallLog } from './call-log';
import { type Bare, invocationTree, scriptTrees } from './call-trees';
import { foldPolls, type Repeats } from './folded-polls';
import { type MatchSeats } from './match-seats';
import { type PlayerNames } from './player-names';
import { tracedCalls, type Traced } from './service-calls';
import { type Endpoints } from './shell';

/** The number of trees on a page. */
const maxTrees = 100;

/** The sources of recent calls: the log, and the names of what they call. */
export interface CallSources {
  readonly calls: CallLog;
  readonly insight: Insight;
  readonly names: PlayerNames;
  readonly seats: MatchSeats;
  readonly endpoints: () => Endpoints;
  /** Real names of the tables. */
  readonly tableNames: Readonly<Record<TableName, string>>;
}

/**
 * Recent calls, newest first. Of a ticket oldest first, with those of the match that came of it.
 * @param of a player, a match, or a ticket: only the calls that concern it
 */
export async function recentCalls(
  { calls: log, insight, names, seats, endpoints, tableNames }: CallSources,
  of: string | undefined,
): Promise<CallsDocument> {
  const shells = endpoints();
  const { byRequest, untraced } = split(tracedCalls(log, insight, shells));
  const ticket = of === undefined ? undefined : insight.ticket(of);
  const ids = [of, ticket?.matchId].filter((id) => id !== undefined);
  const all = [
    ...log.invocations.list().map((one) => invocationTree(one, byRequest.get(one.requestId) ?? [], shells)),
    ...scriptTrees(untraced, tableNames),
  ]
    .filter((tree) => ids.length === 0 || ids.some((id) => concerns(tree, id)))
    .sort((one, other) => other.at - one.at);
  const folded = foldPolls(all);
  const trees = ticket === undefined ? folded.slice(0, maxTrees) : folded.slice(-maxTrees).reverse();
  const seatsOf = await seats.of(
    trees.flatMap(({ kind, matchId = [] }) => (kind === 'script' ? matchId : [])),
  );
  const acting = trees.map((tree) => ({ tree, playerIds: playersOf(tree, seatsOf) }));
  const named = await names.of(acting.flatMap(({ playerIds }) => playerIds));
  return {
    since: log.since,
    ...(ticket === undefined
      ? {}
      : {
          story: {
            ticketId: ticket.ticketId,
            ...(ticket.matchId === undefined ? {} : { matchId: ticket.matchId }),
          },
        }),
    trees: acting.map(({ tree, playerIds }) => shownTree(tree, playerIds.map(named))),
  };
}

/** The calls of each invocation, and those that no invocation made. */
function split(traced: readonly Traced[]): {
  readonly byRequest: ReadonlyMap<string, readonly ServiceCall[]>;
  readonly untraced: readonly Traced[];
} {
  const byRequest = new Map<string, ServiceCall[]>();
  const untraced: Traced[] = [];
  for (const one of traced) {
    const { requestId, call } = one;
    if (requestId === undefined) untraced.push(one);
    else {
      const known = byRequest.get(requestId);
      if (known === undefined) byRequest.set(requestId, [call]);
      else known.push(call);
    }
  }
  return { byRequest, untraced };
}

/**
 * An entry is of the player in its seat; another action of a script, where it names no player, of all seats.
 */
function playersOf(
  { kind, entry, matchId, playerIds }: Bare,
  seatsOf: (matchId: string) => readonly string[],
): readonly string[] {
  if (kind !== 'script' || matchId === undefined) return playerIds;
  const seats = seatsOf(matchId);
  const player = entry === undefined || entry.seat === null ? undefined : seats[entry.seat];
  if (player !== undefined) return [player];
  return playerIds.length === 0 ? seats : playerIds;
}

function shownTree(
  { playerIds: _, ticketIds, ...tree }: Bare & { readonly repeats?: Repeats },
  players: readonly ConsolePlayer[],
): CallTree {
  const [ticketId] = ticketIds;
  return { ...tree, players, ...(ticketId === undefined ? {} : { ticketId }) };
}

function concerns({ playerIds, ticketIds, matchId, calls, title, shell = '' }: Bare, id: string): boolean {
  return (
    matchId === id ||
    playerIds.includes(id) ||
    ticketIds.includes(id) ||
    title.includes(id) ||
    shell.includes(id) ||
    calls.some(({ keys }) => keys.some((key) => key.includes(id)))
  );
}
