/**
 * What CloudFormation's handlers call, with the rights of whoever deploys the stack: `handlers.*.permissions`
 * of the resource schemas that AWS publishes (`aws cloudformation describe-type --type RESOURCE --type-name
 * AWS::GameLift::Fleet`, field Schema; read in November 2026). @aws-cdk/aws-service-spec leaves them out, so
 * they stand here; a type without an entry fails the test.
 */
export interface Handlers {
  readonly create: readonly string[];
  readonly read: readonly string[];
  readonly update: readonly string[];
  readonly delete: readonly string[];
  readonly list: readonly string[];
}

const words = (text: string): readonly string[] =>
  text
    .trim()
    .split(/\s+/)
    .map((action) => (action.includes(':') ? action : `gamelift:${action}`));

export const handlerPermissions: Readonly<Record<string, Handlers>> = {
  'AWS::GameLift::Fleet': {
    create: words(`CreateFleet CreateFleetLocations DescribeFleetAttributes DescribeFleetLocationAttributes
      UpdateFleetCapacity DescribeFleetLocationCapacity DescribeFleetCapacity DescribeFleetPortSettings
      DescribeRuntimeConfiguration PutScalingPolicy DescribeScalingPolicies ListTagsForResource TagResource`),
    read: words(`DescribeFleetAttributes DescribeFleetLocationAttributes DescribeFleetLocationCapacity
      DescribeFleetCapacity DescribeFleetPortSettings DescribeRuntimeConfiguration DescribeScalingPolicies
      ListTagsForResource`),
    update: words(`UpdateFleetAttributes CreateFleetLocations DeleteFleetLocations UpdateFleetCapacity
      UpdateFleetPortSettings UpdateRuntimeConfiguration DescribeFleetLocationCapacity
      DescribeFleetPortSettings DescribeFleetLocationAttributes PutScalingPolicy DescribeScalingPolicies
      DeleteScalingPolicy DescribeFleetAttributes DescribeFleetCapacity DescribeRuntimeConfiguration
      TagResource UntagResource ListTagsForResource`),
    delete: words(`DeleteFleet DescribeFleetLocationCapacity DescribeFleetAttributes DescribeFleetCapacity
      UpdateFleetCapacity DescribeScalingPolicies DeleteScalingPolicy`),
    list: words('ListFleets'),
  },
  'AWS::GameLift::Script': {
    create: words('CreateScript ListTagsForResource TagResource DescribeScript iam:PassRole'),
    read: words('DescribeScript ListScripts ListTagsForResource'),
    update: words('DescribeScript UpdateScript ListTagsForResource TagResource UntagResource iam:PassRole'),
    delete: words('DeleteScript'),
    list: words('ListScripts DescribeScript'),
  },
  'AWS::GameLift::Alias': {
    create: words('CreateAlias TagResource'),
    read: words('DescribeAlias ListTagsForResource'),
    update: words('UpdateAlias DescribeAlias ListTagsForResource TagResource UntagResource'),
    delete: words('DeleteAlias'),
    list: words('ListAliases'),
  },
  'AWS::GameLift::MatchmakingConfiguration': {
    create: words(
      'CreateMatchmakingConfiguration ListTagsForResource TagResource DescribeMatchmakingConfigurations',
    ),
    read: words('DescribeMatchmakingConfigurations ListTagsForResource'),
    update: words(`DescribeMatchmakingConfigurations UpdateMatchmakingConfiguration ListTagsForResource
      TagResource UntagResource`),
    delete: words('DescribeMatchmakingConfigurations DeleteMatchmakingConfiguration'),
    list: words('DescribeMatchmakingConfigurations'),
  },
  'AWS::GameLift::MatchmakingRuleSet': {
    create: words(`CreateMatchmakingRuleSet DescribeMatchmakingRuleSets ValidateMatchmakingRuleSet
      ListTagsForResource TagResource`),
    read: words('DescribeMatchmakingRuleSets ValidateMatchmakingRuleSet ListTagsForResource'),
    update: words('DescribeMatchmakingRuleSets ListTagsForResource TagResource UntagResource'),
    delete: words('DeleteMatchmakingRuleSet'),
    list: words('DescribeMatchmakingRuleSets'),
  },
};
