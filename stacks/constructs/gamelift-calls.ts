import { type EnvironmentConfig, optInLocations } from '../../config';
import { type Names } from '../../templates/names';
import { type ResourceCalls, of } from './calls';

/**
 * Calls on resources whose names we choose, and whose ARNs contain the name (Service Authorization Reference,
 * GameLift): the queue, and the resources of FlexMatch's templates.
 */
function gameliftNamed(names: Names, prefix: string): ResourceCalls {
  return {
    resources: ['gamesessionqueue', 'matchmakingconfiguration', 'matchmakingruleset'].map((kind) =>
      names.arn('gamelift', `${kind}/${prefix}-*`),
    ),
    read: [],
    write: of(
      'gamelift',
      `UpdateGameSessionQueue DeleteGameSessionQueue
       UpdateMatchmakingConfiguration DeleteMatchmakingConfiguration DeleteMatchmakingRuleSet`,
    ),
  };
}

/**
 * CloudFormation acts with the permissions of the caller. These are the calls of its handlers, as the schemas
 * of the types in the templates list them, and those of Terraform's own queue.
 */
const gameliftGenerated: ResourceCalls = {
  resources: {
    everything:
      "fleets, scripts and aliases have generated ids, and GameLift's calls that create or list know " +
      'no resource',
  },
  read: of(
    'gamelift',
    `DescribeFleetAttributes DescribeFleetCapacity DescribeFleetEvents DescribeFleetLocationAttributes
     DescribeFleetLocationCapacity DescribeFleetPortSettings DescribeFleetUtilization
     DescribeRuntimeConfiguration DescribeScalingPolicies DescribeScript DescribeAlias
     DescribeGameSessionQueues DescribeMatchmakingConfigurations DescribeMatchmakingRuleSets
     ListAliases ListFleets ListScripts ListTagsForResource ValidateMatchmakingRuleSet`,
  ),
  write: of(
    'gamelift',
    `CreateFleet CreateFleetLocations UpdateFleetAttributes UpdateFleetCapacity UpdateFleetPortSettings
     UpdateRuntimeConfiguration PutScalingPolicy DeleteScalingPolicy DeleteFleet DeleteFleetLocations
     CreateScript UpdateScript DeleteScript CreateAlias UpdateAlias DeleteAlias
     CreateGameSessionQueue CreateMatchmakingConfiguration CreateMatchmakingRuleSet
     TagResource UntagResource`,
  ),
};

/** GameLift asks with the caller's rights whether the account has enabled such a location. */
const enabledRegions: ResourceCalls = {
  resources: { everything: 'DescribeRegions lists Regions, and knows no resource' },
  read: of('ec2', 'DescribeRegions'),
  write: [],
};

/** Whether a fleet has a location that the account must enable. */
function hasOptInLocation({ realtime, furtherRegions }: EnvironmentConfig): boolean {
  return [realtime, ...furtherRegions]
    .flatMap(({ fleets }) => Object.values(fleets))
    .some(({ locations }) => locations.some(({ location }) => optInLocations.includes(location)));
}

/** The calls of GameLift's resources, of Terraform's own and of those in CloudFormation's templates. */
export function gameliftCalls(
  config: EnvironmentConfig,
  names: Names,
  prefix: string,
): readonly ResourceCalls[] {
  return [
    gameliftGenerated,
    gameliftNamed(names, prefix),
    ...(hasOptInLocation(config) ? [enabledRegions] : []),
  ];
}
