/**
 * Services of the types in the stacks that make a service-linked role with the caller's rights when an
 * account first uses them, or `none`. The source is each service's guide, "Using service-linked roles", read
 * in November 2026. A type without an entry fails the test, so that a new one is looked up.
 */
export const serviceLinkedBy: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'aws_apigatewayv2_api',
      'aws_apigatewayv2_domain_name',
      'aws_apigatewayv2_stage',
      'aws_apigatewayv2_api_mapping',
      'aws_apigatewayv2_authorizer',
      'aws_apigatewayv2_integration',
      'aws_apigatewayv2_route',
    ].map((type) => [type, 'ops.apigateway.amazonaws.com']),
  ),
  // Only for certificates of a private authority that is shared between accounts.
  aws_acm_certificate: 'none',
  aws_acm_certificate_validation: 'none',
  aws_budgets_budget: 'none',
  aws_cloudformation_stack: 'none',
  // Only for Lambda@Edge and for origins in a VPC.
  aws_cloudfront_distribution: 'none',
  aws_cloudfront_origin_access_control: 'none',
  aws_cloudfront_response_headers_policy: 'none',
  aws_cloudwatch_dashboard: 'none',
  aws_cloudwatch_event_bus: 'none',
  aws_cloudwatch_event_rule: 'none',
  // Only for API destinations.
  aws_cloudwatch_event_target: 'none',
  aws_cloudwatch_log_group: 'none',
  aws_cloudwatch_log_metric_filter: 'none',
  aws_cloudwatch_log_resource_policy: 'none',
  // Only for alarms that act on EC2 or Systems Manager.
  aws_cloudwatch_metric_alarm: 'none',
  // Only for replicas, provisioned capacity that scales, Kinesis and Contributor Insights.
  aws_dynamodb_table: 'none',
  // Only for game server groups, which are roles of one's own.
  aws_gamelift_game_session_queue: 'none',
  aws_iam_openid_connect_provider: 'none',
  aws_iam_policy: 'none',
  aws_iam_role: 'none',
  aws_iam_role_policy: 'none',
  aws_iam_role_policy_attachment: 'none',
  aws_lambda_event_source_mapping: 'none',
  aws_lambda_function: 'none',
  aws_lambda_function_event_invoke_config: 'none',
  aws_lambda_invocation: 'none',
  aws_lambda_permission: 'none',
  aws_route53_record: 'none',
  aws_s3_bucket: 'none',
  aws_s3_bucket_lifecycle_configuration: 'none',
  aws_s3_bucket_policy: 'none',
  aws_s3_bucket_public_access_block: 'none',
  aws_s3_bucket_server_side_encryption_configuration: 'none',
  aws_s3_bucket_versioning: 'none',
  aws_s3_object: 'none',
  aws_secretsmanager_secret: 'none',
  aws_sns_topic: 'none',
  aws_sns_topic_policy: 'none',
  aws_sns_topic_subscription: 'none',
  aws_sqs_queue: 'none',
  'AWS::CloudWatch::Alarm': 'none',
  'AWS::CodeDeploy::Application': 'none',
  'AWS::CodeDeploy::DeploymentGroup': 'none',
  'AWS::GameLift::Alias': 'none',
  'AWS::GameLift::Fleet': 'none',
  'AWS::GameLift::MatchmakingConfiguration': 'none',
  'AWS::GameLift::MatchmakingRuleSet': 'none',
  'AWS::GameLift::Script': 'none',
  'AWS::Lambda::Alias': 'none',
};
