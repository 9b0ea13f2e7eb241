import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { firstLayout, layoutText } from '../../core/ranking/index-layout';
import { type RankedLeaderboard } from '../../core/ranking/score-change';
import { asSteps } from '../../core/ranking/score-order';
import { indexKeys } from '../../store/stored-entries';
import { leaderboardRows, nodeTimeOf, rankRows, rankSlot } from '../../store/keys';
import { benchTables } from '../tables';
import { type Columns, playerOf } from './columns';
import { countersOf } from './counters';

/** Writes the entries of a period and the counters of its index, as if results had made them. */
export async function fill(
  client: DynamoDBDocumentClient,
  leaderboard: RankedLeaderboard,
  period: string,
  columns: Columns,
  players: number,
): Promise<void> {
  const layout = firstLayout(leaderboard);
  const g = layoutText(layout);
  const entry = (player: number): Record<string, unknown> => {
    const [playerId, steps, at] = [playerOf(player), columns.steps(player) ?? asSteps(0), columns.at(player)];
    return {
      ...leaderboardRows.entry.key({ playerId, leaderboard: leaderboard.id, period }),
      ...indexKeys(leaderboard, layout, { period, playerId, steps, at }),
      ...{ playerId, v: 1, s: steps, k: steps, t: at, w: at, g },
    };
  };
  const nodes = [...countersOf(columns.histogram())].map(([node, counters]) => ({
    ...rankRows.node.key({ leaderboard: leaderboard.id, period, layout: g, lane: 0, node }),
    ...Object.fromEntries(counters),
    [nodeTimeOf(rankSlot('filled'))]: columns.at(players - 1),
  }));
  await putAll(client, benchTables.leaderboards, players, entry);
  await putAll(client, benchTables.ranks, nodes.length, (index) => nodes[index] ?? {});
}

async function putAll(
  client: DynamoDBDocumentClient,
  table: string,
  count: number,
  item: (index: number) => Record<string, unknown>,
): Promise<void> {
  let next = 0;
  const writer = async (): Promise<void> => {
    while (next < count) {
      const from = next;
      next += 25;
      const Items = Array.from({ length: Math.min(25, count - from) }, (_, index) => item(from + index));
      await client.send(
        new BatchWriteCommand({
          RequestItems: { [table]: Items.map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: 8 }, writer));
}
