import fs from 'node:fs';
import path from 'node:path';
import {
  CreateMatchmakingConfigurationCommand,
  CreateMatchmakingRuleSetCommand,
  GameLiftClient,
} from '@aws-sdk/client-gamelift';
import { type EventEnvelope } from '../../../contract/events';
import { createLocalGameLift } from '../../../local/gamelift';
import { projectRoot } from '../../../local/project-root';
import { until } from '../../local/lambda/support';

/**
 * A local GameLift whose placements a test decides, with our rule set in two configurations: `duel`, and
 * `duel-asks`, which requires acceptance. Events go to whoever `listener` is.
 */
export async function startGameLift() {
  const listener: { take: (envelope: EventEnvelope) => Promise<void> } = { take: () => Promise.resolve() };
  const gamelift = await createLocalGameLift({
    region: 'us-east-1',
    hosting: 'hold',
    eventSink: ({ envelope }) => listener.take(envelope),
  });
  const client = new GameLiftClient({
    endpoint: gamelift.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await client.send(
    new CreateMatchmakingRuleSetCommand({
      Name: 'duel',
      RuleSetBody: fs.readFileSync(path.join(projectRoot, 'matchmaking', 'rule-sets', 'duel.json'), 'utf8'),
    }),
  );
  for (const [Name, AcceptanceRequired] of [
    ['duel', false],
    ['duel-asks', true],
  ] as const) {
    await client.send(
      new CreateMatchmakingConfigurationCommand({
        Name,
        RuleSetName: 'duel',
        AcceptanceRequired,
        AcceptanceTimeoutSeconds: 60,
        RequestTimeoutSeconds: 300,
        GameSessionQueueArns: ['arn:aws:gamelift:us-east-1:111122223333:gamesessionqueue/q'],
      }),
    );
  }
  return {
    url: gamelift.url,
    client,
    listener,
    /**
     * Decides the next placement, as soon as there is one.
     * @returns the game session's ARN, when it got one
     */
    async place(outcome: 'FULFILLED' | 'ERROR' | 'TIMED_OUT' = 'FULFILLED'): Promise<string | undefined> {
      let arn: string | undefined;
      await until(async () => {
        const answer = await fetch(`${gamelift.url}/_local/hosting`, {
          method: 'POST',
          body: JSON.stringify({ outcome }),
        });
        if (answer.ok) arn = ((await answer.json()) as { readonly gameSessionArn?: string }).gameSessionArn;
        return answer.ok; // 409: none is pending yet
      }, `a placement that is ${outcome}`);
      return arn;
    },
    async close() {
      client.destroy();
      await gamelift.close();
    },
  };
}
