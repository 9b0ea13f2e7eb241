import { fieldsOf } from '../../core/fields-of';
import { type ResourceType } from '../../local/gamelift';
import { boolean, double, integer, listOf, object, string } from '../../local/gamelift';

/**
 * The types in this project's templates besides GameLift's, for the local CloudFormation of a rehearsal: each
 * is created in the emulator by its own API. The emulator does not run CodeDeploy deployments, so an alias
 * moves at once.
 */
export function versionTypes(emulator: string, region: string): readonly ResourceType[] {
  const call = caller(emulator, region);
  return [application(call), group(call), alarm(call), alias(call)];
}

type Call = (service: string, method: string, path: string, request: Request) => Promise<void>;
interface Request {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function caller(emulator: string, region: string): Call {
  return async (service, method, path, { headers, body }) => {
    const answer = await fetch(`${emulator}${path}`, {
      method,
      headers: {
        // The emulator reads service and Region from it, and does not verify signatures.
        authorization:
          `AWS4-HMAC-SHA256 Credential=rehearsal/20260101/${region}/${service}/aws4_request, ` +
          'SignedHeaders=host, Signature=0',
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    if (!answer.ok)
      throw new Error(
        `${service} ${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 300)}`,
      );
  };
}

const codeDeploy = (call: Call, operation: string, input: object): Promise<void> =>
  call('codedeploy', 'POST', '/', {
    headers: {
      'x-amz-target': `CodeDeploy_20141006.${operation}`,
      'content-type': 'application/x-amz-json-1.1',
    },
    body: JSON.stringify(input),
  });

/** `ApplicationName` → `applicationName`, recursively: CodeDeploy's API uses lower camel case. */
function camel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camel);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      camel(member),
    ]),
  );
}

const application = (call: Call): ResourceType => ({
  type: 'AWS::CodeDeploy::Application',
  properties: {
    ApplicationName: { type: string, replaces: true },
    ComputePlatform: { type: string, replaces: true },
  },
  attributes: [],
  async create(properties) {
    await codeDeploy(call, 'CreateApplication', fieldsOf(camel(properties)));
    return String(properties['ApplicationName']);
  },
  read: async () => ({}),
  update: async () => {},
  // The emulator cannot delete applications and groups; they end with it.
  remove: async () => {},
});

const group = (call: Call): ResourceType => ({
  type: 'AWS::CodeDeploy::DeploymentGroup',
  properties: {
    ApplicationName: { type: string, required: true, replaces: true },
    DeploymentGroupName: { type: string, replaces: true },
    ServiceRoleArn: { type: string, required: true },
    DeploymentConfigName: { type: string },
    DeploymentStyle: {
      type: object({ DeploymentType: { type: string }, DeploymentOption: { type: string } }),
    },
    AutoRollbackConfiguration: {
      type: object({ Enabled: { type: boolean }, Events: { type: listOf(string) } }),
    },
    AlarmConfiguration: {
      type: object({
        Enabled: { type: boolean },
        Alarms: { type: listOf(object({ Name: { type: string, required: true } })) },
      }),
    },
  },
  attributes: [],
  async create(properties) {
    await codeDeploy(call, 'CreateDeploymentGroup', fieldsOf(camel(properties)));
    return String(properties['DeploymentGroupName']);
  },
  read: async () => ({}),
  update: async () => {},
  remove: async () => {},
});

const dimensions = listOf(
  object({ Name: { type: string, required: true }, Value: { type: string, required: true } }),
);
/** A metric that an alarm reads, or an expression of such metrics. */
const query = object({
  Id: { type: string, required: true },
  Label: { type: string },
  Expression: { type: string },
  MetricStat: {
    type: object({
      Metric: {
        type: object({
          Namespace: { type: string },
          MetricName: { type: string },
          Dimensions: { type: dimensions },
        }),
      },
      Period: { type: integer },
      Stat: { type: string },
    }),
  },
  ReturnData: { type: boolean },
});

const alarm = (call: Call): ResourceType => {
  const put = (properties: object): Promise<void> =>
    call('monitoring', 'POST', '/', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: alarmForm(properties).toString(),
    });
  return {
    type: 'AWS::CloudWatch::Alarm',
    properties: {
      AlarmName: { type: string, replaces: true },
      AlarmDescription: { type: string },
      Namespace: { type: string },
      MetricName: { type: string },
      Dimensions: { type: dimensions },
      Metrics: { type: listOf(query) },
      Statistic: { type: string },
      Period: { type: integer },
      EvaluationPeriods: { type: integer, required: true },
      ComparisonOperator: { type: string, required: true },
      Threshold: { type: double },
      TreatMissingData: { type: string },
    },
    attributes: [],
    async create(properties) {
      await put(properties);
      return String(properties['AlarmName']);
    },
    read: async () => ({}),
    update: (_name, _before, after) => put(after),
    remove: (name) =>
      call('monitoring', 'POST', '/', {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          Action: 'DeleteAlarms',
          Version: '2010-08-01',
          'AlarmNames.member.1': name,
        }).toString(),
      }),
  };
};

function alarmForm(properties: object): URLSearchParams {
  const form = new URLSearchParams({ Action: 'PutMetricAlarm', Version: '2010-08-01' });
  const fill = (name: string, value: unknown): void => {
    if (Array.isArray(value)) value.forEach((member, index) => fill(`${name}.member.${index + 1}`, member));
    else if (value !== null && typeof value === 'object')
      for (const [key, member] of Object.entries(value)) fill(`${name}.${key}`, member);
    else form.set(name, String(value));
  };
  for (const [name, value] of Object.entries(properties)) fill(name, value);
  return form;
}

const alias = (call: Call): ResourceType => ({
  type: 'AWS::Lambda::Alias',
  properties: {
    FunctionName: { type: string, required: true, replaces: true },
    FunctionVersion: { type: string, required: true },
    Name: { type: string, required: true, replaces: true },
  },
  attributes: [],
  async create({ FunctionName: lambda, ...rest }) {
    await call('lambda', 'POST', `/2015-03-31/functions/${String(lambda)}/aliases`, {
      body: JSON.stringify(rest),
    });
    return `${String(lambda)}:${String(rest['Name'])}`;
  },
  read: async () => ({}),
  update: (_id, _before, { FunctionName: lambda, Name: name, FunctionVersion: version }) =>
    call('lambda', 'PUT', `/2015-03-31/functions/${String(lambda)}/aliases/${String(name)}`, {
      body: JSON.stringify({ FunctionVersion: version }),
    }),
  remove(id) {
    const [lambda = '', name = ''] = id.split(':');
    return call('lambda', 'DELETE', `/2015-03-31/functions/${lambda}/aliases/${name}`, {});
  },
});
