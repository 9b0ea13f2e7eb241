import fs from 'node:fs';
import path from 'node:path';
import { DescribeGameSessionQueuesCommand, GameLiftClient } from '@aws-sdk/client-gamelift';
import { type Border } from './border';
import { type Report } from './report';
import { checkRoles, recordedCalls } from './role-check';
import { type Workspace } from './workspace';

/** Checks of a rehearsal's own traffic: at its proxy, in its calls, at GameLift. */

/** Reports whether Terraform tried to reach hosts besides the pinned ones. */
export function reportCrossings(border: Border, report: Report): void {
  const hosts = [...new Set(border.refused)];
  if (hosts.length > 0)
    report.addFailure(`Terraform asked for places that are not pinned, and was refused: ${hosts.join(', ')}`);
  else
    report.addProved(
      `nothing left the machine: ${border.crossings.length} requests of Terraform went to pinned ` +
        'endpoints, through a proxy that refuses every other',
    );
}

/** Reports whether the roles of CI allow the recorded calls. @param keepCalls file for the calls */
export function reportRights(
  { keepCalls }: { readonly keepCalls?: string },
  border: Border,
  { config }: Workspace,
  report: Report,
): void {
  const calls = recordedCalls(border.crossings, config);
  if (keepCalls !== undefined) {
    fs.mkdirSync(path.dirname(keepCalls), { recursive: true });
    fs.writeFileSync(
      keepCalls,
      `${calls
        .map((call) => JSON.stringify(call))
        .sort()
        .join('\n')}\n`,
    );
  }
  const { deploys, plans, refused } = checkRoles(calls, config);
  for (const line of refused) report.addFailure(line);
  if (refused.length === 0)
    report.addProved(
      `the roles of CI allow what was called: ${deploys} kinds of calls of deploys, ${plans} of ` +
        'plans, by our own evaluation of the policies',
    );
}

/** A client of the local GameLift. @param url its address */
export function gameLiftClient(region: string, url: string): GameLiftClient {
  return new GameLiftClient({
    region,
    endpoint: url,
    credentials: { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal' },
  });
}

/** ARNs of the destinations of a queue, in their order. */
export async function destinationsOf(
  queue: string,
  { region, url }: { readonly region: string; readonly url: string },
): Promise<readonly string[]> {
  const client = gameLiftClient(region, url);
  try {
    const { GameSessionQueues: [found] = [] } = await client.send(
      new DescribeGameSessionQueuesCommand({ Names: [queue] }),
    );
    return (found?.Destinations ?? []).flatMap(({ DestinationArn: arn }) => arn ?? []);
  } finally {
    client.destroy();
  }
}
