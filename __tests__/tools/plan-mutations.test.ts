import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { routineArguments } from '../../tools/plan-summary/watched-types';
import { routineProperties } from '../../tools/plan-summary/watched-template';
import { findProjectRoot } from '../../tools/project';
import { type Mutation, mutations, prodResources } from './support/plan-mutations';
import { whys } from './support/plan-rows';

const encryption = 'aws_s3_bucket_server_side_encryption_configuration rule.#';

/**
 * Changes that are quiet although the summary compares their argument, by the reason. Every other change of
 * one value in the resources of prod is loud, or of an argument that the summary lists as routine with its
 * reason.
 */
const quiet: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'CloudFormation refuses a reference to nothing, a missing version, and a missing property': {
    'AWS::GameLift::Alias RoutingStrategy.FleetId.Ref': 'another',
    'AWS::GameLift::MatchmakingConfiguration RuleSetName.Fn::GetAtt.#': 'another, emptied, gone',
    'AWS::GameLift::MatchmakingConfiguration RuleSetName.Fn::GetAtt': 'longer',
    'AWS::GameLift::MatchmakingRuleSet Properties': 'emptied, gone',
    'AWS::GameLift::Script StorageLocation.Key.Ref': 'another, emptied',
    'parameter ScriptKey': 'gone',
    'parameter VersionAccountSweeper': 'gone, × 100',
  },
  'a further one takes nothing from the others': {
    'AWS::CodeDeploy::DeploymentGroup AlarmConfiguration.Alarms': 'longer',
    'AWS::CodeDeploy::DeploymentGroup AutoRollbackConfiguration.Events': 'longer',
    'AWS::GameLift::Fleet Locations': 'longer',
    'aws_apigatewayv2_api cors_configuration.#.allow_headers': 'longer',
    'aws_apigatewayv2_api cors_configuration.#.allow_methods': 'longer',
    'aws_apigatewayv2_api cors_configuration.#.expose_headers': 'longer',
    'aws_apigatewayv2_stage route_settings': 'longer',
    'aws_budgets_budget notification.#.subscriber_sns_topic_arns': 'longer',
    'aws_budgets_budget notification': 'longer',
    'aws_cloudfront_distribution aliases': 'longer',
    'aws_cloudfront_response_headers_policy custom_headers_config.#.items': 'longer',
    'aws_cloudwatch_metric_alarm alarm_actions': 'longer',
    'aws_cloudwatch_metric_alarm metric_query': 'longer',
    'aws_dynamodb_table global_secondary_index': 'longer',
    'aws_gamelift_game_session_queue destinations': 'longer',
    'aws_s3_bucket_lifecycle_configuration rule': 'longer',
  },
  'it said Delete, which is also what its absence says; CloudFormation refuses any other word': {
    'AWS::GameLift::Fleet DeletionPolicy': 'another, emptied, gone',
  },
  'autoscaling sets the number, between a minimum and a maximum that are compared': {
    'AWS::GameLift::Fleet Locations.#.LocationCapacity.DesiredEC2Instances': 'gone, zero, ÷ 100',
  },
  'the provider takes one block of it': {
    'aws_apigatewayv2_api cors_configuration': 'longer',
    'aws_apigatewayv2_stage access_log_settings': 'longer',
    'aws_apigatewayv2_stage default_route_settings': 'longer',
    'aws_cloudfront_distribution default_cache_behavior': 'longer',
    'aws_cloudfront_response_headers_policy custom_headers_config': 'longer',
    'aws_cloudfront_response_headers_policy security_headers_config.#.content_security_policy': 'longer',
    'aws_cloudfront_response_headers_policy security_headers_config': 'longer',
    'aws_dynamodb_table point_in_time_recovery': 'longer',
    'aws_dynamodb_table ttl': 'longer',
    'aws_lambda_function environment': 'longer',
    'aws_s3_bucket_lifecycle_configuration rule.#.abort_incomplete_multipart_upload': 'longer',
    'aws_s3_bucket_lifecycle_configuration rule.#.noncurrent_version_expiration': 'longer',
    [`${encryption}.apply_server_side_encryption_by_default`]: 'longer',
    'aws_s3_bucket_server_side_encryption_configuration rule': 'longer',
    'aws_s3_bucket_versioning versioning_configuration': 'longer',
  },
  'each value that a line of the log had is still in it': {
    'aws_apigatewayv2_stage access_log_settings.#.format': 'another',
  },
  'its absence means the value that it had': {
    'aws_apigatewayv2_stage default_route_settings.#.data_trace_enabled': 'gone',
    'aws_apigatewayv2_stage route_settings.#.data_trace_enabled': 'gone',
    'aws_cloudwatch_event_rule is_enabled': 'gone',
    'aws_cloudwatch_metric_alarm actions_enabled': 'gone',
    'aws_cloudwatch_metric_alarm datapoints_to_alarm': 'gone',
    'aws_cloudwatch_metric_alarm metric_query.#.return_data': 'gone',
    'aws_lambda_event_source_mapping enabled': 'gone',
    'aws_lambda_function reserved_concurrent_executions': 'gone',
    'aws_route53_record alias.#.evaluate_target_health': 'gone',
    'aws_s3_bucket server_side_encryption_configuration.#.rule.#.bucket_key_enabled': 'gone',
    'aws_s3_bucket versioning.#.mfa_delete': 'gone',
    'aws_sqs_queue sqs_managed_sse_enabled': 'gone',
  },
  'the page is read with GET and HEAD only, and is the same compressed': {
    'aws_cloudfront_distribution default_cache_behavior.#.cached_methods.#': 'another, emptied, gone',
    'aws_cloudfront_distribution default_cache_behavior.#.cached_methods': 'emptied, gone, longer',
    'aws_cloudfront_distribution default_cache_behavior.#.compress': 'gone, switched',
    'aws_cloudfront_distribution ordered_cache_behavior.#.cached_methods.#': 'another, emptied, gone',
    'aws_cloudfront_distribution ordered_cache_behavior.#.cached_methods': 'emptied, gone, longer',
    'aws_cloudfront_distribution ordered_cache_behavior.#.compress': 'gone, switched',
  },
  'it is kept as long as before, longer, or for ever, or the service refuses the number': {
    'aws_cloudwatch_log_group retention_in_days': 'gone, zero, × 100, ÷ 100',
    'aws_dynamodb_table point_in_time_recovery.#.recovery_period_in_days': 'gone, × 100',
    'aws_secretsmanager_secret recovery_window_in_days': '× 100',
    'aws_sqs_queue message_retention_seconds': '× 100',
  },
  'only the alarm itself knows the name of a query': {
    'aws_cloudwatch_metric_alarm metric_query.#.id': 'another, emptied, gone',
    'aws_cloudwatch_metric_alarm metric_query.#.label': 'another, emptied, gone',
  },
  'an index takes more requests than before': {
    'aws_dynamodb_table global_secondary_index.#.read_capacity': '× 100',
    'aws_dynamodb_table global_secondary_index.#.write_capacity': '× 100',
  },
  'a session lasts an hour at least: IAM refuses less': {
    'aws_iam_role max_session_duration': 'gone, zero, ÷ 100',
  },
  'it is a setting of play': {
    'aws_lambda_function environment.#.variables.TURNLIFT_LOCATIONS': 'another',
    'aws_lambda_function environment.#.variables.TURNLIFT_RESERVED_NAMES': 'another',
  },
  'it counts when a record is made only': {
    'aws_route53_record allow_overwrite': 'gone, switched',
  },
  'what is kept longer only costs, and S3 refuses zero days': {
    'aws_s3_bucket_lifecycle_configuration rule.#.abort_incomplete_multipart_upload.#.days_after_initiation':
      'gone, zero, × 100, ÷ 100',
    'aws_s3_bucket_lifecycle_configuration rule.#.abort_incomplete_multipart_upload.#': 'emptied, gone',
    'aws_s3_bucket_lifecycle_configuration rule.#.abort_incomplete_multipart_upload': 'emptied, gone',
    'aws_s3_bucket_lifecycle_configuration rule.#.noncurrent_version_expiration.#.noncurrent_days':
      'gone, zero, × 100, ÷ 100',
    'aws_s3_bucket_lifecycle_configuration rule.#.noncurrent_version_expiration.#': 'emptied, gone',
    'aws_s3_bucket_lifecycle_configuration rule.#.noncurrent_version_expiration': 'emptied, gone',
    'aws_s3_bucket_lifecycle_configuration rule.#': 'gone',
    'aws_s3_bucket_lifecycle_configuration rule': 'emptied, gone',
  },
  'the rule holds for the same objects': {
    'aws_s3_bucket_lifecycle_configuration rule.#.filter.#': 'emptied',
    'aws_s3_bucket_lifecycle_configuration rule.#.id': 'another, emptied, gone',
  },
  'S3 encrypts by its own key what names no key': {
    [`${encryption}.apply_server_side_encryption_by_default.#.sse_algorithm`]: 'gone',
    [`${encryption}.apply_server_side_encryption_by_default.#`]: 'emptied, gone',
    [`${encryption}.apply_server_side_encryption_by_default`]: 'emptied, gone',
    [encryption]: 'emptied, gone',
    'aws_s3_bucket_server_side_encryption_configuration rule': 'emptied, gone',
  },
  'its name holds a digest of its content, so another content has another name': {
    'parameter ScriptKey': 'another',
    'aws_s3_object key': 'another, emptied, gone',
  },
};

/** Value → the ways in which it may change quietly, of all reasons. */
function reasoned(): Readonly<Record<string, readonly string[]>> {
  const ways = new Map<string, readonly string[]>();
  for (const reason of Object.values(quiet))
    for (const [name, hows] of Object.entries(reason))
      ways.set(name, [...(ways.get(name) ?? []), ...hows.split(', ')].sort());
  return Object.fromEntries(ways);
}

function isRoutine({ type, place }: Mutation): boolean {
  const [argument = ''] = place.split('.');
  return (type.startsWith('AWS::') ? routineProperties(type) : routineArguments(type)).has(argument);
}

const isLoud = ({ planned, before, after }: Mutation): boolean =>
  whys(['one value', planned, 'update', before, after, undefined]).length > 0;

describe('one value that changes by itself', () => {
  it('is loud, or is routine for a reason, in every resource of prod', () => {
    const silent = [...mutations()].filter((one) => !isLoud(one) && !isRoutine(one));
    const found = new Map<string, Set<string>>();
    for (const { type, place, how } of silent) {
      const name = `${type} ${place}`;
      found.set(name, (found.get(name) ?? new Set()).add(how));
    }
    expect(Object.fromEntries([...found].map(([name, hows]) => [name, [...hows].sort()]))).toEqual(
      reasoned(),
    );
  });

  it('is one of each type in the stacks', () => {
    const types = new Set(prodResources().map(({ type }) => type));
    const bound = fs
      .readdirSync(path.join(findProjectRoot(), 'node_modules', '@cdktf', 'provider-aws', 'lib'))
      .filter((module) => module !== 'provider')
      .map((module) => `aws_${module.replaceAll('-', '_')}`);
    expect(bound.filter((type) => !types.has(type))).toEqual([]);
  });
});
