import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { parseLaptop } from '../../config';
import { type LaunchParameters } from '../../contract/launch-parameters';
import { createLocalGameLift } from '../../local/gamelift';
import { type LocalLambda } from '../../local/lambda';
import { ArtifactBucket } from '../../local/stack/artifact-bucket';
import { provision } from '../../local/stack/provision';
import { Names } from '../../templates';
import { zipSync } from 'fflate';
import { bundleScript } from '../../tools/build/bundle';
import { type Backend, startBackend } from '../functions/support/backend';
import { backend as definitionOfTests, definition } from '../games';
import { laptop } from '../games/environments';

const root = path.resolve(__dirname, '../..');
const region = 'us-east-1';

/**
 * The whole backend, built from these sources, for players who know its URL: REST, matchmaking, script
 * processes, store.
 */
export interface WholeBackend {
  readonly url: string;
  readonly backend: Backend;
  /** The local GameLift. */
  readonly gamelift: string;
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
  const config = parseLaptop('__tests__/games/environments.ts', {
    ...laptop,
    environment: 'test',
    matchmaking: { requestTimeoutSeconds: 60 },
    realtime: { ...laptop.realtime, patience },
  });
  const { code, map } = await bundleScript(root, path.join('realtime-server', 'server.ts'), definition);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-whole-'));
  const zip = path.join(folder, 'realtime-server.zip');
  fs.writeFileSync(zip, zipSync({ 'server.js': code, 'server.js.map': map }));
  const bucket = new ArtifactBucket(new Names(config).artifactBucket, zip);
  const gamelift = await createLocalGameLift({
    region,
    hosting: 'local',
    controlPlane: { objects: bucket },
    fleetEnvironment: environment,
    eventSink: async ({ envelope, topic }) => {
      if (topic === undefined) await (await functions).deliver(envelope);
    },
  });
  const backend = await startBackend({ gamelift: gamelift.url });
  environment.AWS_ENDPOINT_URL_DYNAMODB = backend.dynamodb.url;
  const client = new GameLiftClient({
    endpoint: gamelift.url,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await provision({
    gamelift: client,
    stacks: gamelift.stacks,
    config,
    backend: definitionOfTests,
    script: bucket.script(),
    progress: () => undefined,
  });
  client.destroy();
  announce(backend.lambda);
  return {
    url: backend.lambda.url,
    backend,
    gamelift: gamelift.url,
    async close() {
      await gamelift.close();
      await backend.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
