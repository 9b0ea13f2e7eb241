/**
 * The calls of CloudFormation's handlers, made with the rights of the deployer. They are
 * `handlers.*.permissions` of the resource schemas that AWS publishes (`aws cloudformation describe-type
 * --type RESOURCE --type-name AWS::GameLift::Fleet`, field Schema; read in November 2026). Those of
 * CodeDeploy, CloudWatch and Lambda were read in the copies that pulumi/pulumi-aws-native keeps under
 * aws-cloudformation-schema/. @aws-cdk/aws-service-spec and cfn-lint leave them out, so they are listed here;
 * a type without an entry fails the test.
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
  'AWS::CodeDeploy::Application': {
    create: words('codedeploy:CreateApplication codedeploy:TagResource'),
    read: words('codedeploy:GetApplication codedeploy:ListTagsForResource'),
    update: words('codedeploy:TagResource codedeploy:UntagResource'),
    delete: words('codedeploy:GetApplication codedeploy:DeleteApplication'),
    list: words('codedeploy:ListApplications'),
  },
  // Its schema names no handlers. These are the calls of CodeDeploy's API that it stands for, and the right
  // to pass its service role (CodeDeploy API reference, "CreateDeploymentGroup").
  'AWS::CodeDeploy::DeploymentGroup': {
    create: words('codedeploy:CreateDeploymentGroup codedeploy:TagResource iam:PassRole'),
    read: words('codedeploy:GetDeploymentGroup codedeploy:ListTagsForResource'),
    update: words(
      'codedeploy:UpdateDeploymentGroup codedeploy:TagResource codedeploy:UntagResource iam:PassRole',
    ),
    delete: words('codedeploy:DeleteDeploymentGroup'),
    list: [],
  },
  'AWS::CloudWatch::Alarm': {
    create: words('cloudwatch:PutMetricAlarm cloudwatch:DescribeAlarms cloudwatch:TagResource'),
    read: words('cloudwatch:DescribeAlarms cloudwatch:ListTagsForResource'),
    update: words(
      'cloudwatch:PutMetricAlarm cloudwatch:DescribeAlarms cloudwatch:TagResource cloudwatch:UntagResource',
    ),
    delete: words('cloudwatch:DeleteAlarms cloudwatch:DescribeAlarms'),
    list: words('cloudwatch:DescribeAlarms'),
  },
  // Its update makes a deployment of CodeDeploy, and CreateDeployment needs the last two besides those of the
  // schema (CodeDeploy guide, "CodeDeploy permissions reference").
  'AWS::Lambda::Alias': {
    create: words(`lambda:CreateAlias lambda:PutProvisionedConcurrencyConfig
      lambda:GetProvisionedConcurrencyConfig`),
    read: words('lambda:GetAlias lambda:GetProvisionedConcurrencyConfig'),
    update: words(`lambda:UpdateAlias lambda:GetAlias lambda:PutProvisionedConcurrencyConfig
      lambda:DeleteProvisionedConcurrencyConfig lambda:GetProvisionedConcurrencyConfig
      codedeploy:CreateDeployment codedeploy:GetDeployment codedeploy:GetDeploymentGroup
      codedeploy:GetDeploymentConfig codedeploy:StopDeployment
      codedeploy:GetApplicationRevision codedeploy:RegisterApplicationRevision`),
    delete: words('lambda:DeleteAlias lambda:GetAlias'),
    list: words('lambda:ListAliases'),
  },
};
