import { type PlacementDocument } from '../../contract/console/tickets';
import { type Ticket } from '../../flexmatch/lifecycle/ticket';
import { type Insight } from '../gamelift';
import { policyInForce } from '../gamelift/placement/destinations';
import { matchOfPlacement } from './match-list';
import { type PlacementRow, type QueueRow } from '../gamelift/placement/rows';

/** The newest placement of a match; undefined when there is none. */
export function newestPlacement(
  insight: Insight,
  matchId: string | undefined,
): PlacementDocument | undefined {
  if (matchId === undefined) return undefined;
  const row = [...insight.placements()].findLast((placement) => matchOfPlacement(placement) === matchId);
  if (row === undefined) return undefined;
  const queue = insight.queue(row.queueName);
  return {
    placementId: row.placementId,
    queue: row.queueName,
    status: row.status,
    since: row.startTime * 1000,
    deadline: row.deadline * 1000,
    failures: row.failures,
    freeProcesses: places(insight).reduce((sum, { freeProcesses }) => sum + freeProcesses, 0),
    obstacles: row.status === 'PENDING' ? obstacles(insight, row, queue) : [],
  };
}

const places = (insight: Insight) => insight.fleets().flatMap(({ locations }) => locations);

/**
 * The obstacles of a placement if the match of a searching ticket were found now; empty when it would be
 * placed at once.
 */
export function placementOutlook(
  insight: Insight,
  { players }: Ticket,
  queueName: string,
): readonly string[] {
  const latencies = players.flatMap(({ playerId, latencyMs = {} }) =>
    Object.entries(latencyMs).map(([RegionIdentifier, LatencyInMilliseconds]) => ({
      PlayerId: playerId,
      RegionIdentifier,
      LatencyInMilliseconds,
    })),
  );
  const wanted = { startTime: insight.clock.seconds(), latencies, failures: 0 };
  const found = obstacles(insight, wanted, insight.queue(queueName));
  // One free place is enough.
  return insight.hosting === 'local' && found.length < places(insight).length ? [] : found;
}

/** The reasons why a pending placement has no process yet. */
function obstacles(
  insight: Insight,
  row: Pick<PlacementRow, 'startTime' | 'latencies' | 'failures'>,
  queue: QueueRow | undefined,
): readonly string[] {
  if (insight.hosting !== 'local')
    return [`Hosting is ${insight.hosting}: placements wait until they are decided by hand.`];
  const age = insight.clock.seconds() - row.startTime;
  const { limit, endsIn } = policyInForce(queue?.latencyPolicies ?? [], age);
  const found: string[] = [];
  for (const { location, freeProcesses } of places(insight)) {
    const latencies = row.latencies.flatMap(({ RegionIdentifier, LatencyInMilliseconds: latency }) =>
      RegionIdentifier === location && latency !== undefined ? [latency] : [],
    );
    const worst = Math.max(...latencies);
    if (row.latencies.length > 0 && latencies.length === 0)
      found.push(`${location}: no player has reported a latency there.`);
    else if (limit !== undefined && worst > limit)
      found.push(
        `${location}: the latency policy allows ${limit} ms, a player has ${worst} ms` +
          `${endsIn === undefined ? '' : `; it ends in ${Math.ceil(endsIn)} s`}.`,
      );
    else if (freeProcesses === 0) found.push(`${location}: every process has a match.`);
  }
  if (row.failures > 0) found.push(`${row.failures} game sessions failed to start.`);
  return found;
}
