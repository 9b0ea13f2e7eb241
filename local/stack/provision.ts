import {
  DeleteFleetCommand,
  DescribeFleetAttributesCommand,
  type GameLiftClient,
  ListFleetsCommand,
} from '@aws-sdk/client-gamelift';
import { type CommonConfig } from '../../config';
import { type Backend } from '../../definition';
import {
  fleetTemplate,
  flexMatchTemplate,
  logicalId,
  Names,
  queueTemplate,
  templateBody,
} from '../../templates';
import { type Stacks } from '../gamelift';
import { type ScriptObject } from './artifact-bucket';
import { deleteStack, deployStack } from './deploy';

/** The resources on the local GameLift, as `cdktf deploy` creates them on AWS. */
export interface Provisioned {
  /** The fleet and the alias that the queue tries first. */
  readonly fleetId: string;
  readonly aliasId: string;
  readonly queue: string;
  /** Names of the configurations by matchmaking, in the order of the definition. */
  readonly matchmakingConfigurations: Readonly<Record<string, string>>;
}

/** The environment that is brought to the local GameLift. */
export interface ProvisionInputs {
  readonly gamelift: GameLiftClient;
  readonly stacks: Stacks;
  readonly config: CommonConfig;
  readonly backend: Backend;
  readonly script: ScriptObject;
  readonly progress: (line: string) => void;
}

/**
 * Brings the local GameLift to the environment's description, by the templates of the cloud on the local
 * CloudFormation, and resolves once the fleets are ACTIVE. Safe to repeat: unchanged resources stay; a
 * changed script, rule set, timeout or capacity is updated in place; resources that the definition no longer
 * has are deleted.
 * @throws Error with CloudFormation's own reasons, among them the last events of a fleet that ends in ERROR
 */
export async function provision(inputs: ProvisionInputs): Promise<Provisioned> {
  const { config, backend, stacks, progress } = inputs;
  const names = new Names(config);
  const [first] = config.realtime.aliases;
  if (first === undefined) throw new Error('the environment has no alias');
  const fleets = await provisionFleets(inputs, names);
  progress('queue and matchmaking');
  const { QueueArn = '' } = await deployStack(stacks, {
    name: names.of('stack', 'queue'),
    templateBody: templateBody(config, queueTemplate(config, names)),
    parameters: Object.fromEntries(
      config.realtime.aliases.map(({ name }) => {
        const output = logicalId('AliasArn', name);
        return [output, fleets[output] ?? ''];
      }),
    ),
  });
  const stackOf = (key: string): string => names.of('stack', `flexmatch-${key}`);
  for (const matchmaking of backend.matchmakings.values())
    await deployStack(stacks, {
      name: stackOf(matchmaking.key),
      templateBody: templateBody(config, flexMatchTemplate(config, names, matchmaking)),
      parameters: { QueueArn },
    });
  const wanted = new Set([...backend.matchmakings.keys()].map(stackOf));
  for (const { name } of stacks.all())
    if (name.startsWith(stackOf('')) && !wanted.has(name)) await deleteStack(stacks, name);
  return {
    fleetId: fleets[logicalId('FleetId', first.active)] ?? '',
    aliasId: fleets[logicalId('AliasId', first.name)] ?? '',
    queue: names.queue,
    matchmakingConfigurations: Object.fromEntries(
      [...backend.matchmakings.keys()].map((key) => [key, names.configuration(key)]),
    ),
  };
}

/** Scripts, fleets and aliases. @returns the outputs of the template */
async function provisionFleets(
  inputs: ProvisionInputs,
  names: Names,
): Promise<Readonly<Record<string, string>>> {
  const { gamelift, stacks, config, script, progress } = inputs;
  const role = (part: string): string => `arn:aws:iam::${config.account}:role/${names.of('role', part)}`;
  const wanted = {
    name: names.of('stack', 'fleets'),
    templateBody: templateBody(config, fleetTemplate(config, names)),
    parameters: {
      Bucket: script.bucket,
      ScriptKey: script.key,
      ScriptRoleArn: role('script-reader'),
      InstanceRoleArn: role('instance'),
    },
  };
  await stacks.settled(wanted.name);
  const before = stacks.find(wanted.name);
  if (before === undefined) progress('creating the fleets');
  else if (before.parameters['ScriptKey'] !== script.key)
    progress('script changed: running matches end on the old code, new ones use the new');
  // A fleet in ERROR stays so after any update, so it is created again with the current script.
  if ((await fleetsOf(gamelift)).some(({ Status }) => Status === 'ERROR'))
    await deleteStack(stacks, wanted.name);
  const outputs = await deployStack(stacks, wanted);
  await retireOthers(gamelift, new Set(Object.values(outputs)), progress);
  return outputs;
}

/**
 * A change that replaces a fleet leaves the old one on AWS, until its matches are over. On this machine its
 * matches ended with the last run.
 */
async function retireOthers(
  gamelift: GameLiftClient,
  wanted: ReadonlySet<string>,
  progress: (line: string) => void,
): Promise<void> {
  for (const { FleetId, Status, Name } of await fleetsOf(gamelift)) {
    if (FleetId === undefined || wanted.has(FleetId)) continue;
    if (Status === 'DELETING' || Status === 'TERMINATED') continue;
    progress(`deleting the replaced fleet ${Name ?? FleetId}`);
    await gamelift.send(new DeleteFleetCommand({ FleetId }));
  }
}

async function fleetsOf(gamelift: GameLiftClient) {
  const { FleetIds = [] } = await gamelift.send(new ListFleetsCommand({}));
  if (FleetIds.length === 0) return [];
  const { FleetAttributes = [] } = await gamelift.send(new DescribeFleetAttributesCommand({ FleetIds }));
  return FleetAttributes;
}
