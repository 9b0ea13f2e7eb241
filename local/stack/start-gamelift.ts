import { createLocalGameLift, type AddressedEvent, type LocalGameLift } from '../gamelift';
import { type ArtifactBucket } from './artifact-bucket';
import { type StackContext } from './stack-context';
import { scriptLine } from './script-line';
import { localCredentials } from './stack-options';

/**
 * @param deliver receives the envelopes of events; those that wait from the last run come at once, so it
 *   holds them until the functions have started
 */
export async function startGameLift(
  context: StackContext,
  bucket: ArtifactBucket,
  dynamodbUrl: string,
  deliver: (envelope: AddressedEvent['envelope']) => Promise<void>,
): Promise<LocalGameLift> {
  const { options, parts, log, time, looked } = context;
  const { events, host, shape } = options;
  const { account, region } = shape.config;
  const dataFolder = context.folder('gamelift');
  const gamelift = await createLocalGameLift({
    time,
    host,
    address: host,
    region,
    account,
    controlPlane: {
      objects: bucket,
      warmProcesses: shape.laptop.warmProcesses,
      healthCheckMs: shape.laptop.healthCheckSeconds * 1000,
    },
    hosting: 'local',
    ...(dataFolder === undefined ? {} : { dataFolder }),
    ...(looked.state === undefined ? {} : { looked: looked.state }),
    eventDelivery: events,
    eventSink: async ({ envelope, topic }: AddressedEvent) => {
      // No configuration of this stack names a topic.
      if (topic === undefined) await deliver(envelope);
    },
    fleetEnvironment: scriptEnvironment(region, dynamodbUrl),
    log: (line: string) => log.write('gamelift', line),
    said: (said) => {
      log.write('script', scriptLine(said));
      options.said?.(said);
    },
  });
  parts.add(() => gamelift.close());
  return gamelift;
}

/** The variables of script processes, as an instance of a fleet would have them. */
function scriptEnvironment(region: string, dynamodbUrl: string): Readonly<Record<string, string>> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
