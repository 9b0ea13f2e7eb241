import fs from 'node:fs';
import path from 'node:path';
import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { formatLaunchParameters, type LaunchParameters } from '../../contract/launch-parameters';
import { createLocalGameLift } from '../../local/gamelift';
import { type LocalLambda } from '../../local/lambda';
import { provision } from '../../local/stack/provision';
import { zipSync } from 'fflate';
import { bundleScript } from '../../tools/build/bundle';
import { type Backend, startBackend, tableNames } from '../functions/support/backend';

const root = path.resolve(__dirname, '../..');
const region = 'us-east-1';

/**
 * The whole backend, built from these sources, for players who know its URL: REST, matchmaking, script
 * processes, store.
 */
export interface WholeBackend {
  readonly url: string;
  readonly backend: Backend;
  close(): Promise<void>;
}

export async function wholeBackend(patience: LaunchParameters['patience'] = {}): Promise<WholeBackend> {
  let announce: (lambda: LocalLambda) => void = () => undefined;
  const functions = new Promise<LocalLambda>((resolve) => {
    announce = resolve;
  });
  // Script processes start later than the database does; the fleet learns its address through this.
  const environment: Record<string, string> = {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  const gamelift = await createLocalGameLift({
    region,
    hosting: 'local',
    fleetEnvironment: environment,
    eventSink: async ({ envelope, topic }) => {
      if (topic === undefined) await (await functions).deliver(envelope);
    },
  });
  const backend = await startBackend({ gamelift: gamelift.url, matchmakingConfiguration: 'duel' });
  environment.AWS_ENDPOINT_URL_DYNAMODB = backend.dynamodb.url;
  const client = new GameLiftClient({
    endpoint: gamelift.url,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { code, map } = await bundleScript(root, path.join('realtime-server', 'server.ts'));
  await provision(
    client,
    {
      name: 'duel',
      scriptZip: zipSync({ 'server.js': code, 'server.js.map': map }),
      launchPath: '/local/game/server.js',
      launchParameters: formatLaunchParameters({
        region,
        tables: tableNames,
        loggingLevel: 'info',
        patience,
      }),
      instances: 1,
      processesPerInstance: 3,
      certificate: 'DISABLED',
      ruleSetBody: fs.readFileSync(path.join(root, 'matchmaking', 'rule-sets', 'duel.json'), 'utf8'),
      requestTimeoutSeconds: 60,
      queueTimeoutSeconds: 60,
    },
    () => undefined,
  );
  client.destroy();
  announce(backend.lambda);
  return {
    url: backend.lambda.url,
    backend,
    async close() {
      await gamelift.close();
      await backend.close();
    },
  };
}
