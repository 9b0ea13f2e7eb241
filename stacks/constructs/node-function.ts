import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import { type FunctionDeclaration } from '../../functions/declaration';
import { type ZipArtifact } from '../artifacts';
import { lambdaRuntime } from '../lambda-runtime';
import { type GameStack } from './game-stack';
import { declaredEnvironment, grantStatement } from './grants';
import { allow, assumedBy, policy, type PolicyStatement } from './policy';

export interface NodeFunctionProps {
  readonly declaration: FunctionDeclaration;
  readonly zip: ZipArtifact;
  /** Base URL of the API, for functions that declare it. */
  readonly issuer?: string;
  /**
   * Permissions of the function's trigger besides the declared grants: reading a stream, leaving failures in
   * a queue.
   */
  readonly triggerStatements?: readonly PolicyStatement[];
}

/** One Lambda function as the contract declares it: its own role, its own log group, on arm64. */
export class NodeFunction extends Construct {
  readonly function: LambdaFunction;
  /** Name of its log group. */
  readonly logGroup: string;

  constructor(stack: GameStack, props: NodeFunctionProps) {
    const { declaration } = props;
    super(stack, `${declaration.name}-function`);
    const { names, config } = stack;
    const name = names.function(declaration.name);
    const logs = new CloudwatchLogGroup(this, 'logs', {
      name: `/aws/lambda/${name}`,
      retentionInDays: config.operations.logRetentionDays,
    });
    this.logGroup = logs.name;
    const role = new IamRole(this, 'role', {
      name: names.of('role', `fn-${declaration.name}`),
      assumeRolePolicy: assumedBy('lambda.amazonaws.com'),
      permissionsBoundary: names.boundaryArn,
    });
    const rights = new IamRolePolicy(this, 'rights', {
      name: 'rights',
      role: role.name,
      policy: policy(
        allow(
          ['logs:CreateLogStream', 'logs:PutLogEvents'],
          [`${names.arn('logs', `log-group:/aws/lambda/${name}`)}:*`],
        ),
        allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']),
        ...(props.triggerStatements ?? []),
        ...declaration.grants.map((grant) => grantStatement(names, grant)),
      ),
    });
    const code = new TerraformAsset(this, 'code', { path: props.zip.path, type: AssetType.FILE });
    this.function = new LambdaFunction(this, 'function', {
      functionName: name,
      description: declaration.description,
      role: role.arn,
      runtime: lambdaRuntime,
      architectures: ['arm64'],
      handler: 'index.handler',
      filename: code.path,
      sourceCodeHash: props.zip.sha256.toString('base64'),
      // Each change is a version; live-functions.ts moves the calls to it.
      publish: true,
      memorySize: declaration.memoryMegabytes,
      timeout: declaration.timeoutSeconds,
      reservedConcurrentExecutions: config.api.reserveConcurrency
        ? declaration.reservedConcurrency
        : undefined,
      environment: { variables: declaredEnvironment(config, names, declaration, props.issuer) },
      loggingConfig: { logFormat: 'JSON', logGroup: logs.name },
      tracingConfig: { mode: 'Active' },
      dependsOn: [rights],
    });
  }
}
