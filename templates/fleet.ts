import { type CommonConfig } from '../config';
import { formatLaunchParameters } from '../contract/launch-parameters';
import { locationCapacity } from './location-capacity';
import { type Names } from './names';
import { logicalId, type Template } from './template';

type Fleet = CommonConfig['realtime']['fleets'][string];

/** GameLift takes launch parameters of at most this many characters. */
const maxLaunchParameterCharacters = 1_024;

/**
 * The CloudFormation template of script, fleets and aliases. It is CloudFormation because Terraform's own
 * resources lack three things: NodeJsVersion (without it a script is for Node 10, which new fleets refuse),
 * capacity, and scaling policies. All of it is one template, so that an alias points to the new fleet before
 * the old one is deleted.
 *
 * A pure function of the configuration. Values that only Terraform knows (bucket, key, roles) come as
 * parameters.
 */
export function fleetTemplate(config: CommonConfig, names: Names): Template {
  const { realtime } = config;
  const resources: Record<string, Resource> = {};
  const outputs: Record<string, Template['Outputs'][string]> = {};
  for (const [name, fleet] of Object.entries(realtime.fleets)) {
    const script = logicalId('Script', name);
    // One script per fleet: the Node version of a script cannot change, so a new version needs a new script
    // and a new fleet.
    resources[script] = scriptResource(names.fleet(name), fleet.nodeJsVersion);
    resources[logicalId('Fleet', name)] = fleetResource(config, names, name, fleet);
    outputs[logicalId('FleetId', name)] = { Value: { Ref: logicalId('Fleet', name) } };
  }
  for (const { name, active } of realtime.aliases) {
    const alias = logicalId('Alias', name);
    resources[alias] = {
      Type: 'AWS::GameLift::Alias',
      Properties: {
        Name: names.of('gamelift', name),
        Description: `${config.environment}: where new ${name} sessions go; managed by Terraform`,
        RoutingStrategy: { Type: 'SIMPLE', FleetId: { Ref: logicalId('Fleet', active) } },
      },
    };
    outputs[logicalId('AliasArn', name)] = { Value: { 'Fn::GetAtt': [alias, 'AliasArn'] } };
    outputs[logicalId('AliasId', name)] = { Value: { Ref: alias } };
  }
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      `Realtime script, fleets and aliases of ${config.project} ${config.environment}; written by ` +
      'templates/fleet.ts and held by Terraform, do not edit',
    Parameters: {
      Bucket: { Type: 'String' },
      ScriptKey: { Type: 'String' },
      ScriptRoleArn: { Type: 'String' },
      InstanceRoleArn: { Type: 'String' },
    },
    Resources: resources,
    Outputs: outputs,
  };
}

type Resource = Template['Resources'][string];

function scriptResource(name: string, nodeJsVersion: string): Resource {
  return {
    Type: 'AWS::GameLift::Script',
    Properties: {
      Name: name,
      NodeJsVersion: nodeJsVersion,
      StorageLocation: {
        Bucket: { Ref: 'Bucket' },
        Key: { Ref: 'ScriptKey' },
        RoleArn: { Ref: 'ScriptRoleArn' },
      },
    },
  };
}

function fleetResource(config: CommonConfig, names: Names, name: string, fleet: Fleet): Resource {
  const { realtime } = config;
  return {
    Type: 'AWS::GameLift::Fleet',
    // A replacement of the fleet would end its matches, so the old fleet is kept until an operator retires
    // it (docs/operating.md).
    UpdateReplacePolicy: 'Retain',
    // A fleet that is removed from its environment's file is deleted; the plan summary warns about it.
    DeletionPolicy: 'Delete',
    Properties: {
      Name: names.fleet(name),
      Description: `${config.environment} matches; managed by Terraform`,
      ComputeType: 'EC2',
      ScriptId: { 'Fn::GetAtt': [logicalId('Script', name), 'Id'] },
      EC2InstanceType: fleet.instanceType,
      FleetType: fleet.fleetType,
      InstanceRoleARN: { Ref: 'InstanceRoleArn' },
      InstanceRoleCredentialsProvider: 'SHARED_CREDENTIAL_FILE',
      CertificateConfiguration: { CertificateType: fleet.certificate },
      NewGameSessionProtectionPolicy: fleet.protection,
      MetricGroups: [names.of('gamelift', 'fleets')],
      RuntimeConfiguration: {
        GameSessionActivationTimeoutSeconds: fleet.sessionActivationSeconds,
        MaxConcurrentGameSessionActivations: Math.min(fleet.processesPerInstance, 10),
        ServerProcesses: [
          {
            LaunchPath: realtime.launchPath,
            Parameters: launchParameters(config, names),
            ConcurrentExecutions: fleet.processesPerInstance,
          },
        ],
      },
      // The default would ignore the limits on creation. With this policy the scaling policy controls
      // `desired` afterwards.
      ApplyCapacity: 'ON_CREATE_AND_UPDATE_WITH_AUTOSCALING',
      Locations: fleet.locations.map((place) => ({
        Location: place.location,
        LocationCapacity: locationCapacity(place),
      })),
      ScalingPolicies: [
        {
          Name: names.of('gamelift', `${name}-free-sessions`),
          PolicyType: 'TargetBased',
          MetricName: 'PercentAvailableGameSessions',
          TargetConfiguration: { TargetValue: fleet.freeSessionsPercent },
        },
      ],
    },
  };
}

/**
 * The launch parameters of every process: one string.
 * @throws Error with one line when the names make it too long
 */
function launchParameters(config: CommonConfig, names: Names): string {
  const text = formatLaunchParameters({
    region: config.region,
    prefix: names.prefix,
    tables: names.tables,
    loggingLevel: config.realtime.loggingLevel,
    patience: config.realtime.patience,
  });
  if (text.length > maxLaunchParameterCharacters)
    throw new Error(
      `game/environments/${config.environment}.ts: the launch parameters have ${text.length} ` +
        `characters, ${maxLaunchParameterCharacters} are allowed: shorten project`,
    );
  return text;
}
