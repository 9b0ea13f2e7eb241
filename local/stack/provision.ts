import { createHash } from 'node:crypto';
import {
  BackfillMode,
  CreateAliasCommand,
  CreateFleetCommand,
  CreateGameSessionQueueCommand,
  CreateMatchmakingConfigurationCommand,
  CreateMatchmakingRuleSetCommand,
  CreateScriptCommand,
  DeleteMatchmakingRuleSetCommand,
  DescribeFleetAttributesCommand,
  DescribeFleetEventsCommand,
  DescribeGameSessionQueuesCommand,
  DescribeMatchmakingConfigurationsCommand,
  DescribeMatchmakingRuleSetsCommand,
  DescribeRuntimeConfigurationCommand,
  DescribeScriptCommand,
  FlexMatchMode,
  type GameLiftClient,
  ListAliasesCommand,
  ListFleetsCommand,
  NotFoundException,
  UpdateFleetCapacityCommand,
  UpdateMatchmakingConfigurationCommand,
  UpdateRuntimeConfigurationCommand,
  UpdateScriptCommand,
} from '@aws-sdk/client-gamelift';

/** What the stack creates on the local GameLift, as `cdktf deploy` creates it on AWS. */
export interface Wanted {
  /** Prefix of every name; also the matchmaking configuration's name. */
  readonly name: string;
  readonly scriptZip: Uint8Array;
  readonly launchPath: string;
  readonly launchParameters: string;
  /** Simulated instances × processes on each = most matches at once. */
  readonly instances: number;
  readonly processesPerInstance: number;
  readonly certificate: 'DISABLED' | 'GENERATED';
  readonly ruleSetBody: string;
  readonly requestTimeoutSeconds: number;
  readonly queueTimeoutSeconds: number;
}

export interface Provisioned {
  readonly fleetId: string;
  readonly aliasId: string;
  readonly queue: string;
  readonly matchmakingConfiguration: string;
  readonly ruleSet: string;
  readonly scriptId: string;
}

const hashOf = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 12);

/**
 * Brings the local GameLift to the wanted state and resolves once the fleet is ACTIVE. Safe to repeat: what
 * is there and equal stays, a changed script is updated in place (new sessions use it), a changed rule set
 * gets a new name and the configuration is switched to it.
 * @throws Error with the fleet's own last event when the fleet ends in ERROR
 */
export async function provision(
  gamelift: GameLiftClient,
  wanted: Wanted,
  progress: (line: string) => void,
): Promise<Provisioned> {
  const { scriptId, fleetId } = await provisionFleet(gamelift, wanted, progress);
  const { aliasId, aliasArn } = await provisionAlias(gamelift, wanted.name, fleetId);
  const queueArn = await provisionQueue(gamelift, wanted, aliasArn);
  const ruleSet = await provisionMatchmaking(gamelift, wanted, queueArn);
  await fleetActive(gamelift, fleetId, progress);
  return { fleetId, aliasId, queue: wanted.name, matchmakingConfiguration: wanted.name, ruleSet, scriptId };
}

async function provisionFleet(
  gamelift: GameLiftClient,
  wanted: Wanted,
  progress: (line: string) => void,
): Promise<{ scriptId: string; fleetId: string }> {
  const version = hashOf(wanted.scriptZip);
  const existing = await findFleet(gamelift, wanted.name);
  const processes = {
    ServerProcesses: [
      {
        LaunchPath: wanted.launchPath,
        Parameters: wanted.launchParameters,
        ConcurrentExecutions: wanted.processesPerInstance,
      },
    ],
  };
  if (existing !== undefined) {
    const { Script } = await gamelift.send(new DescribeScriptCommand({ ScriptId: existing.scriptId }));
    if (Script?.Version !== version) {
      progress('script changed: running matches end on the old code, new ones use the new');
      await gamelift.send(
        new UpdateScriptCommand({ ScriptId: existing.scriptId, Version: version, ZipFile: wanted.scriptZip }),
      );
    }
    const { RuntimeConfiguration } = await gamelift.send(
      new DescribeRuntimeConfigurationCommand({ FleetId: existing.fleetId }),
    );
    const process = RuntimeConfiguration?.ServerProcesses?.[0];
    if (
      process?.Parameters !== wanted.launchParameters ||
      process.LaunchPath !== wanted.launchPath ||
      process.ConcurrentExecutions !== wanted.processesPerInstance
    ) {
      await gamelift.send(
        new UpdateRuntimeConfigurationCommand({ FleetId: existing.fleetId, RuntimeConfiguration: processes }),
      );
    }
    await gamelift.send(
      new UpdateFleetCapacityCommand({
        FleetId: existing.fleetId,
        MinSize: 0,
        MaxSize: wanted.instances,
        DesiredInstances: wanted.instances,
      }),
    );
    return existing;
  }
  progress('creating the fleet');
  const { Script } = await gamelift.send(
    new CreateScriptCommand({
      Name: wanted.name,
      Version: version,
      ZipFile: wanted.scriptZip,
      NodeJsVersion: '24.x',
    }),
  );
  const scriptId = present(Script?.ScriptId, 'CreateScript answered without a ScriptId');
  const { FleetAttributes } = await gamelift.send(
    new CreateFleetCommand({
      Name: wanted.name,
      ScriptId: scriptId,
      EC2InstanceType: 'c5.large',
      FleetType: 'ON_DEMAND',
      NewGameSessionProtectionPolicy: 'FullProtection',
      CertificateConfiguration: { CertificateType: wanted.certificate },
      RuntimeConfiguration: { ...processes, GameSessionActivationTimeoutSeconds: 30 },
    }),
  );
  const fleetId = present(FleetAttributes?.FleetId, 'CreateFleet answered without a FleetId');
  await gamelift.send(
    new UpdateFleetCapacityCommand({
      FleetId: fleetId,
      MinSize: 0,
      MaxSize: wanted.instances,
      DesiredInstances: wanted.instances,
    }),
  );
  return { scriptId, fleetId };
}

async function findFleet(
  gamelift: GameLiftClient,
  name: string,
): Promise<{ scriptId: string; fleetId: string } | undefined> {
  const { FleetIds = [] } = await gamelift.send(new ListFleetsCommand({}));
  if (FleetIds.length === 0) return undefined;
  const { FleetAttributes = [] } = await gamelift.send(new DescribeFleetAttributesCommand({ FleetIds }));
  const fleet = FleetAttributes.find(
    (candidate) =>
      candidate.Name === name &&
      candidate.Status !== 'ERROR' &&
      candidate.Status !== 'DELETING' &&
      candidate.Status !== 'TERMINATED',
  );
  return fleet?.FleetId !== undefined && fleet.ScriptId !== undefined
    ? { fleetId: fleet.FleetId, scriptId: fleet.ScriptId }
    : undefined;
}

async function provisionAlias(
  gamelift: GameLiftClient,
  name: string,
  fleetId: string,
): Promise<{ aliasId: string; aliasArn: string }> {
  const { Aliases = [] } = await gamelift.send(new ListAliasesCommand({ Name: name }));
  const alias =
    Aliases.find((candidate) => candidate.RoutingStrategy?.FleetId === fleetId) ??
    (
      await gamelift.send(
        new CreateAliasCommand({ Name: name, RoutingStrategy: { Type: 'SIMPLE', FleetId: fleetId } }),
      )
    ).Alias;
  return {
    aliasId: present(alias?.AliasId, 'the alias has no id'),
    aliasArn: present(alias?.AliasArn, 'the alias has no ARN'),
  };
}

async function provisionQueue(gamelift: GameLiftClient, wanted: Wanted, aliasArn: string): Promise<string> {
  const found = await describedOrNone(
    gamelift.send(new DescribeGameSessionQueuesCommand({ Names: [wanted.name] })),
  );
  const queue = found?.GameSessionQueues?.[0];
  if (queue?.GameSessionQueueArn !== undefined && queue.Destinations?.[0]?.DestinationArn === aliasArn)
    return queue.GameSessionQueueArn;
  const { GameSessionQueue } = await gamelift.send(
    new CreateGameSessionQueueCommand({
      Name: wanted.name,
      TimeoutInSeconds: wanted.queueTimeoutSeconds,
      Destinations: [{ DestinationArn: aliasArn }],
    }),
  );
  return present(GameSessionQueue?.GameSessionQueueArn, 'the queue has no ARN');
}

async function provisionMatchmaking(
  gamelift: GameLiftClient,
  wanted: Wanted,
  queueArn: string,
): Promise<string> {
  const ruleSet = `${wanted.name}-${hashOf(wanted.ruleSetBody)}`;
  const known = await describedOrNone(
    gamelift.send(new DescribeMatchmakingRuleSetsCommand({ Names: [ruleSet] })),
  );
  if (known?.RuleSets?.length !== 1)
    await gamelift.send(
      new CreateMatchmakingRuleSetCommand({ Name: ruleSet, RuleSetBody: wanted.ruleSetBody }),
    );
  const settings = {
    RuleSetName: ruleSet,
    GameSessionQueueArns: [queueArn],
    RequestTimeoutSeconds: wanted.requestTimeoutSeconds,
    AcceptanceRequired: false,
    FlexMatchMode: FlexMatchMode.WITH_QUEUE,
    BackfillMode: BackfillMode.MANUAL,
  };
  const described = await describedOrNone(
    gamelift.send(new DescribeMatchmakingConfigurationsCommand({ Names: [wanted.name] })),
  );
  const configuration = described?.Configurations?.[0];
  if (configuration === undefined) {
    await gamelift.send(new CreateMatchmakingConfigurationCommand({ Name: wanted.name, ...settings }));
  } else {
    const before = configuration.RuleSetName;
    await gamelift.send(new UpdateMatchmakingConfigurationCommand({ Name: wanted.name, ...settings }));
    if (before !== undefined && before !== ruleSet)
      await gamelift.send(new DeleteMatchmakingRuleSetCommand({ Name: before }));
  }
  return ruleSet;
}

async function fleetActive(
  gamelift: GameLiftClient,
  fleetId: string,
  progress: (line: string) => void,
): Promise<void> {
  let said = '';
  for (;;) {
    const { FleetAttributes } = await gamelift.send(
      new DescribeFleetAttributesCommand({ FleetIds: [fleetId] }),
    );
    const status = FleetAttributes?.[0]?.Status;
    if (status === 'ACTIVE') return;
    if (status === 'ERROR') {
      const { Events = [] } = await gamelift.send(new DescribeFleetEventsCommand({ FleetId: fleetId }));
      throw new Error(
        `the fleet ended in ERROR:\n${Events.map((event) => `  ${event.EventCode}: ${event.Message}`).join('\n')}`,
      );
    }
    if (status !== undefined && status !== said) progress(`fleet ${status.toLowerCase()}`);
    said = status ?? said;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function describedOrNone<Answer>(request: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}

function present<Value>(value: Value | undefined, otherwise: string): Value {
  if (value === undefined) throw new Error(otherwise);
  return value;
}
