import { CloudformationStack } from '@cdktf/provider-aws/lib/cloudformation-stack';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { type GradualShift, shiftPercents } from '../../config';
import { catchesFailures } from '../../functions/declaration';
import { functionDeclaration } from '../../functions/declarations';
import { logicalId, type Template, templateBody } from '../../templates';
import { type GameStack } from './game-stack';
import { literal } from './literal';
import { type NodeFunction } from './node-function';
import { allow, assumedBy, policy } from './policy';
import { RoleSettled } from './role-settled';
import { alarm, apiWatch, caughtWatch, liveAlias, versionWatch, type Watch } from './version-watches';

/** A function as its triggers call it: by its alias. */
export interface LiveFunction {
  readonly functionName: string;
  readonly qualifier: typeof liveAlias;
  readonly arn: string;
  /** For API Gateway. */
  readonly invokeArn: string;
  /** The alias, for resources that refer to it. */
  readonly alias: ITerraformDependable;
}

/**
 * Rolls out new versions gradually: a new version of a function receives a part of the calls, and the rest
 * when no alarm sounded. CodeDeploy moves the alias, and moves it back when an alarm sounds. CloudFormation
 * waits for that, rolls back all aliases of its stack, and the deploy fails. Terraform has no resource for a
 * CodeDeploy deployment, and an alias with weights would show as drift in every plan meanwhile.
 */
export class LiveFunctions extends Construct {
  readonly #functions = new Map<string, LiveFunction>();

  /**
   * @param functions by name
   * @param apiId the API that they serve, whose errors also roll back a new version
   */
  constructor(stack: GameStack, part: string, functions: ReadonlyMap<string, NodeFunction>, apiId?: string) {
    super(stack, 'live');
    const { names, config } = stack;
    const role = this.#codeDeployRole(stack, part, [...functions.keys()]);
    const aliasStack = new CloudformationStack(this, 'aliases', {
      name: names.of('stack', `${part}-aliases`),
      templateBody: literal(
        templateBody(config, aliasTemplate(stack, part, [...functions.keys()], apiId !== undefined)),
      ),
      parameters: {
        CodeDeployRoleArn: role.arn,
        ...(apiId === undefined ? {} : { ApiId: apiId }),
        ...Object.fromEntries(
          [...functions].map(([name, { function: lambda }]) => [logicalId('Version', name), lambda.version]),
        ),
      },
      timeouts: { create: '30m', update: '120m', delete: '30m' },
      dependsOn: [role.settled],
    });
    for (const [name, { function: lambda }] of functions) {
      const arn = `${names.functionArn(name)}:${liveAlias}`;
      this.#functions.set(name, {
        functionName: lambda.functionName,
        qualifier: liveAlias,
        arn,
        invokeArn: `arn:aws:apigateway:${config.region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
        alias: aliasStack,
      });
    }
  }

  /** @throws Error with one line when the function does not belong to this stack */
  get(name: string): LiveFunction {
    const found = this.#functions.get(name);
    if (found === undefined)
      throw new Error(
        `functions/declarations.ts: the function ${name} is asked for, but not declared for this ` +
          'stack: add it',
      );
    return found;
  }

  #codeDeployRole(
    { names }: GameStack,
    part: string,
    functions: readonly string[],
  ): { readonly arn: string; readonly settled: ITerraformDependable } {
    const role = new IamRole(this, 'role', {
      name: names.of('role', `${part}-shift`),
      assumeRolePolicy: assumedBy('codedeploy.amazonaws.com'),
      permissionsBoundary: names.boundaryArn,
    });
    const rights = new IamRolePolicy(this, 'rights', {
      name: 'rights',
      role: role.name,
      policy: policy(
        allow(
          aliasActions,
          functions.flatMap((name) => [names.functionArn(name), `${names.functionArn(name)}:${liveAlias}`]),
        ),
        allow(['cloudwatch:DescribeAlarms'], ['*']),
      ),
    });
    return { arn: role.arn, settled: new RoleSettled(this, { shift: role.uniqueId }, [rights]).settled };
  }
}

/** The calls with which CodeDeploy moves an alias (AWSCodeDeployRoleForLambdaLimited, without hooks). */
export const aliasActions = [
  'lambda:GetAlias',
  'lambda:UpdateAlias',
  'lambda:GetProvisionedConcurrencyConfig',
];

/** The template: an application, and for each function a deployment group, its alarm and the alias. */
function aliasTemplate(
  { config, names }: GameStack,
  part: string,
  functions: readonly string[],
  servesApi: boolean,
): Template {
  const { newVersions } = config.api;
  const gradual = newVersions !== 'AllAtOnce';
  const apiWatches = gradual && servesApi ? [apiWatch(names.of('alarm', `${part}-shift-errors`))] : [];
  const resources: Record<string, Template['Resources'][string]> = {
    Application: {
      Type: 'AWS::CodeDeploy::Application',
      Properties: { ApplicationName: names.of('function', `${part}-functions`), ComputePlatform: 'Lambda' },
    },
  };
  for (const watch of apiWatches) resources[watch.id] = alarm(watch);
  for (const name of functions) {
    const version = logicalId('Version', name);
    const functionWatches = gradual ? versionWatches(names, name, newVersions) : [];
    for (const watch of functionWatches) resources[watch.id] = alarm(watch);
    resources[logicalId('Group', name)] = deploymentGroup(names, name, newVersions, [
      ...functionWatches,
      ...apiWatches,
    ]);
    resources[logicalId('Alias', name)] = {
      Type: 'AWS::Lambda::Alias',
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: {
          ApplicationName: { Ref: 'Application' },
          DeploymentGroupName: { Ref: logicalId('Group', name) },
        },
      },
      Properties: {
        FunctionName: names.function(name),
        FunctionVersion: { Ref: version },
        Name: liveAlias,
      },
    };
  }
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      `Versions that serve, of ${config.project} ${config.environment} ${part}; written by ` +
      'stacks/constructs/live-functions.ts, do not edit',
    Parameters: {
      CodeDeployRoleArn: { Type: 'String' },
      ...(servesApi ? { ApiId: { Type: 'String' } } : {}),
      ...Object.fromEntries(functions.map((name) => [logicalId('Version', name), { Type: 'String' }])),
    },
    Resources: resources,
    Outputs: {},
  };
}

/** The alarms of a function's new version: of what it throws, and of what it catches, where it does. */
function versionWatches(names: GameStack['names'], name: string, shift: GradualShift): readonly Watch[] {
  const [functionName, version] = [names.function(name), logicalId('Version', name)];
  const thrown = versionWatch(functionName, name, version, names.of('alarm', `${name}-new-version-errors`));
  if (!catchesFailures(functionDeclaration(name))) return [thrown];
  const caught = caughtWatch(functionName, name, version, {
    alarmName: names.of('alarm', `${name}-new-version-failing`),
    minutes: shiftPercents(shift).length,
  });
  return [thrown, caught];
}

/** @param watches alarms that take a new version back; none when it gets all calls at once */
function deploymentGroup(
  names: GameStack['names'],
  name: string,
  newVersions: GameStack['config']['api']['newVersions'],
  watches: readonly Watch[],
): Template['Resources'][string] {
  const gradual = newVersions !== 'AllAtOnce';
  return {
    Type: 'AWS::CodeDeploy::DeploymentGroup',
    Properties: {
      ApplicationName: { Ref: 'Application' },
      DeploymentGroupName: names.function(name),
      ServiceRoleArn: { Ref: 'CodeDeployRoleArn' },
      DeploymentConfigName: `CodeDeployDefault.Lambda${newVersions}`,
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: gradual ? ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] : ['DEPLOYMENT_FAILURE'],
      },
      ...(gradual
        ? {
            AlarmConfiguration: {
              Enabled: true,
              Alarms: watches.map(({ id }) => ({ Name: { Ref: id } })),
            },
          }
        : {}),
    },
  };
}
