import {
  CreateMatchmakingConfigurationCommand,
  CreateMatchmakingRuleSetCommand,
  GameLiftClient,
} from '@aws-sdk/client-gamelift';
import * as z from 'zod/mini';
import { type EventEnvelope } from '../../../contract/events';
import { configurationName } from '../../../contract/names';
import { createGameLiftRegions } from '../../../functions/shared/aws/gamelift-regions';
import { createLocalGameLift } from '../../../local/gamelift';
import { backend } from '../../games';
import { until } from '../../support/until';
import { resourcePrefix } from './backend';

const decided = z.object({ gameSessionArn: z.optional(z.string()) });

/**
 * A local GameLift whose placements a test decides, with a configuration for each matchmaking of the tests'
 * backend. Events go to the current `listener`.
 */
export async function startGameLift(region = 'us-east-1') {
  const listener: { take: (envelope: EventEnvelope) => Promise<void> } = { take: () => Promise.resolve() };
  const gamelift = await createLocalGameLift({
    region,
    hosting: 'hold',
    eventSink: ({ envelope }) => listener.take(envelope),
  });
  const client = new GameLiftClient({
    endpoint: gamelift.url,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  for (const { key, ruleSet, acceptanceSeconds } of backend.matchmakings.values()) {
    const Name = configurationName(resourcePrefix, key);
    await client.send(new CreateMatchmakingRuleSetCommand({ Name, RuleSetBody: ruleSet.body }));
    await client.send(
      new CreateMatchmakingConfigurationCommand({
        Name,
        RuleSetName: Name,
        AcceptanceRequired: acceptanceSeconds !== undefined,
        AcceptanceTimeoutSeconds: acceptanceSeconds,
        RequestTimeoutSeconds: 300,
        GameSessionQueueArns: [`arn:aws:gamelift:${region}:111122223333:gamesessionqueue/q`],
      }),
    );
  }
  return {
    url: gamelift.url,
    insight: gamelift.insight,
    client,
    region,
    /** For functions whose queue has fleets of this Region only. */
    regions: createGameLiftRegions(region, () => client),
    listener,
    /**
     * Decides the next placement, as soon as there is one.
     * @returns the game session's ARN, if it got one
     */
    async place(outcome: 'FULFILLED' | 'ERROR' | 'TIMED_OUT' = 'FULFILLED'): Promise<string | undefined> {
      let arn: string | undefined;
      await until(`a placement that is ${outcome}`, async () => {
        const answer = await fetch(`${gamelift.url}/_local/hosting`, {
          method: 'POST',
          body: JSON.stringify({ outcome }),
        });
        if (answer.ok) arn = decided.parse(await answer.json()).gameSessionArn;
        return answer.ok; // 409: no placement is pending yet
      });
      return arn;
    },
    async close() {
      client.destroy();
      await gamelift.close();
    },
  };
}
