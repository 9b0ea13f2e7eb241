import { type CommonConfig, limits } from '../config';
import { configurationName, queueName, resourceName } from '../contract/names';
import { type TableName, tablesNamed } from '../contract/tables';
import { webhookResource } from '../contract/webhooks';

/** The kind of resource that a name is for; each service has its own length and characters. */
const kinds = {
  gamelift: { pattern: /^[a-zA-Z0-9-.]+$/, most: limits.gameliftName },
  function: { pattern: /^[a-zA-Z0-9-_]+$/, most: limits.lambdaFunctionName },
  role: { pattern: /^[\w+=,.@-]+$/, most: limits.iamRoleName },
  // GameLift reads scripts only from buckets without a period in the name.
  bucket: { pattern: /^[a-z0-9][a-z0-9-]+[a-z0-9]$/, most: limits.bucketName },
  table: { pattern: /^[a-zA-Z0-9_.-]{3,}$/, most: 255 },
  queue: { pattern: /^[a-zA-Z0-9-_]+$/, most: 80 },
  topic: { pattern: /^[a-zA-Z0-9-_]+$/, most: 256 },
  alarm: { pattern: /^[\x20-\x7e]+$/, most: 255 },
  stack: { pattern: /^[a-zA-Z][a-zA-Z0-9-]*$/, most: 128 },
  rule: { pattern: /^[.\-_A-Za-z0-9]+$/, most: 64 },
  bus: { pattern: /^[.\-_A-Za-z0-9]+$/, most: 256 },
  secret: { pattern: /^[\w/+=.@-]+$/, most: 512 },
} as const;

/** IAM path of roles and policies that CI may use but never change. */
export const ciPath = '/ci/';

export type NameKind = keyof typeof kinds;

/**
 * Checks a name against its service.
 * @throws Error with one line that names the environment's file and the fix
 */
export function checkedName(config: CommonConfig, kind: NameKind, name: string): string {
  const { pattern, most: maxLength } = kinds[kind];
  const file = `game/environments/${config.environment}.ts`;
  if (name.length > maxLength)
    throw new Error(
      `${file}: the ${kind} name ${JSON.stringify(name)} has ${name.length} characters, ${maxLength} ` +
        'are allowed: shorten project, environment or the part',
    );
  if (!pattern.test(name))
    throw new Error(
      `${file}: the ${kind} name ${JSON.stringify(name)} has characters that the service refuses ` +
        `(${String(pattern)}): change project, environment or the part`,
    );
  return name;
}

/**
 * Names and ARNs of an environment that are known before anything is deployed, so that stacks need no other
 * stack's state for them.
 */
export class Names {
  readonly #config: CommonConfig;

  constructor(config: CommonConfig) {
    this.#config = config;
  }

  /** `turnlift-dev`: the prefix of every name. */
  get prefix(): string {
    return `${this.#config.project}-${this.#config.environment}`;
  }

  /** `turnlift-dev-<part>`. */
  of(kind: NameKind, part: string): string {
    return checkedName(this.#config, kind, resourceName(this.prefix, part));
  }

  /** Bucket names are global: the account id makes them unique. */
  bucket(part: string): string {
    return checkedName(this.#config, 'bucket', resourceName(this.prefix, `${part}-${this.#config.account}`));
  }

  /** `arn:aws:<service>:<region>:<account>:<resource>`, by default in the environment's home Region. */
  arn(service: string, resource: string, region: string = this.#config.region): string {
    return `arn:aws:${service}:${region}:${this.#config.account}:${resource}`;
  }

  get stateBucket(): string {
    return this.bucket('state');
  }
  get artifactBucket(): string {
    return this.bucket('artifacts');
  }

  /** The bucket of the script for the fleets of a Region: GameLift reads scripts from its own Region only. */
  artifactBucketOf(region: string): string {
    return region === this.#config.region ? this.artifactBucket : this.bucket(`artifacts-${region}`);
  }
  get siteBucket(): string {
    return this.bucket('site');
  }
  table(table: TableName): string {
    return this.of('table', table);
  }

  /** Names of all tables. */
  get tables(): Readonly<Record<TableName, string>> {
    return tablesNamed((table) => this.table(table));
  }
  tableArn(table: TableName): string {
    return this.arn('dynamodb', `table/${this.table(table)}`);
  }
  function(name: string): string {
    return this.of('function', name);
  }
  functionArn(name: string): string {
    return this.arn('lambda', `function:${this.function(name)}`);
  }

  /** Beginning of the ARNs of GameLift resources in the home Region. */
  get gameliftArn(): string {
    return this.arn('gamelift', '');
  }

  /** The FlexMatch configuration of a matchmaking. @param key its name in game/index.ts */
  configuration(key: string): string {
    return checkedName(this.#config, 'gamelift', configurationName(this.prefix, key));
  }
  get queue(): string {
    return checkedName(this.#config, 'gamelift', queueName(this.prefix));
  }
  fleet(name: string): string {
    return this.of('gamelift', name);
  }
  get signingKeys(): string {
    return this.of('secret', 'signing-keys');
  }

  /** The bus that events of players go to. */
  get eventBus(): string {
    return this.of('bus', 'events');
  }
  get eventBusArn(): string {
    return this.arn('events', `event-bus/${this.eventBus}`);
  }

  /** The pattern of the names of all queues and secrets of webhooks. */
  get anyWebhook(): string {
    return webhookResource(this.prefix, '*');
  }
  get anyWebhookQueueArn(): string {
    return this.arn('sqs', this.anyWebhook);
  }

  /** Queue of what is yet to be sent to a webhook. */
  webhookQueue(name: string): string {
    return checkedName(this.#config, 'queue', webhookResource(this.prefix, name));
  }

  /** Secret that signs what is sent to a webhook. */
  webhookSecret(name: string): string {
    return checkedName(this.#config, 'secret', webhookResource(this.prefix, name));
  }
  get alarmTopic(): string {
    return this.of('topic', 'alarms');
  }
  get api(): string {
    return this.of('function', 'api');
  }

  /** ARN of a role of CI. Its path keeps it out of every pattern that matches the environment's own roles. */
  ciRole(part: 'plan' | 'deploy'): string {
    return `arn:aws:iam::${this.#config.account}:role${ciPath}${this.of('role', `ci-${part}`)}`;
  }

  /** Name of the managed policy with the rights of a role of CI on one subject. */
  ciPolicy(part: 'plan' | 'deploy', subject: string): string {
    return this.of('role', `ci-${part}-${subject}`);
  }

  /** ARN of the permissions boundary of every role that CI creates. */
  get boundaryArn(): string {
    return `arn:aws:iam::${this.#config.account}:policy${ciPath}${this.of('role', 'boundary')}`;
  }
}
