import path from 'node:path';
import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { parseLaptop } from '../../config';
import { type LaunchParameters } from '../../contract/launch-parameters';
import { createLocalGameLift } from '../../local/gamelift';
import { type LocalLambda } from '../../local/lambda';
import { ArtifactBucket } from '../../local/stack/artifact-bucket';
import { provision } from '../../local/stack/provision';
import { Names } from '../../templates';
import { buildSharedArtifacts } from '../functions/support/bundles';
import { type Backend, startBackend } from '../functions/support/backend';
import { backend as definitionOfTests } from '../games';
import { laptop } from '../games/environments';

const region = 'us-east-1';

/**
 * The whole backend, built from these sources: REST, matchmaking, script processes, store. Clients know only
 * its URL.
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
  // Script processes start after the database; the fleet learns the database's address through this variable.
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
  const zip = path.join(await buildSharedArtifacts(), 'realtime-server.zip');
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
    },
  };
}
