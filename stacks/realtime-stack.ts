import fs from 'node:fs';
import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { CloudwatchLogResourcePolicy } from '@cdktf/provider-aws/lib/cloudwatch-log-resource-policy';
import { GameliftGameSessionQueue } from '@cdktf/provider-aws/lib/gamelift-game-session-queue';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { S3Object } from '@cdktf/provider-aws/lib/s3-object';
import { AssetType, type ITerraformDependable, TerraformAsset, TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type EnvironmentConfig, homeRegions, type RegionHosting } from '../config';
import { queueSettings, scriptKey } from '../templates';
import { type Artifacts } from './artifacts';
import { placementPattern } from './constructs/event-patterns';
import { GameStack } from './constructs/game-stack';
import { grantStatement } from './constructs/grants';
import { allow, assumedBy, policy } from './constructs/policy';
import { PrivateBucket } from './constructs/private-bucket';
import { RealtimeFleets } from './constructs/realtime-fleets';
import { RoleSettled } from './constructs/role-settled';
import { scriptGrants } from './constructs/script-grants';

interface Roles {
  readonly reader: IamRole;
  readonly instance: IamRole;
  /** The resources that a fleet waits for, so that its roles are in force. */
  readonly settled: readonly ITerraformDependable[];
}

/** The parts that the fleets of all Regions share. */
interface FleetParts {
  readonly key: string;
  readonly zip: TerraformAsset;
  readonly roles: Roles;
}

/**
 * The resources that run matches: the script in its bucket, the fleets, the aliases that point to them, and
 * the queue that places sessions.
 */
export class RealtimeStack extends GameStack {
  readonly fleets: RealtimeFleets;
  /** Fleets of other Regions, by Region. */
  readonly furtherFleets: ReadonlyMap<string, RealtimeFleets>;
  readonly queueArn: string;

  constructor(scope: Construct, config: EnvironmentConfig, artifacts: Artifacts) {
    super(scope, 'realtime', config);
    this.keepProvidersOf(homeRegions);
    const { names } = this;
    const script = artifacts.script(config.realtime.launchPath);
    const key = scriptKey(fs.readFileSync(script.path));
    const zip = new TerraformAsset(this, 'script-zip', { path: script.path, type: AssetType.FILE });
    const roles = this.#roles();
    this.fleets = this.#fleetsOf(config.region, 'fleets', config.realtime, { key, zip, roles });
    this.furtherFleets = new Map(
      config.furtherRegions.map((further) => [
        further.region,
        this.#fleetsOf(further.region, `fleets-${further.region}`, further, { key, zip, roles }),
      ]),
    );
    const { name, timeoutSeconds, latencyPolicies } = queueSettings(config, names);
    const queue = new GameliftGameSessionQueue(this, 'queue', {
      name,
      destinations: [this.fleets, ...this.furtherFleets.values()].flatMap(({ aliasArns }) => aliasArns),
      timeoutInSeconds: timeoutSeconds,
      playerLatencyPolicy: latencyPolicies.map(({ maximumMilliseconds, forSeconds }) => ({
        maximumIndividualPlayerLatencyMilliseconds: maximumMilliseconds,
        policyDurationSeconds: forSeconds,
      })),
    });
    this.queueArn = queue.arn;
    this.#keepPlacementEvents();
    new TerraformOutput(this, 'queue-name', { value: names.queue });
    for (const [fleet, id] of this.fleets.fleetIds)
      new TerraformOutput(this, `fleet-${fleet}`, { value: id });
    for (const [region, { fleetIds }] of this.furtherFleets)
      for (const [fleet, id] of fleetIds)
        new TerraformOutput(this, `fleet-${region}-${fleet}`, { value: id });
  }

  /** The roles with which GameLift reads the script, and with which the script calls AWS. */
  #roles(): Roles {
    const { names, config } = this;
    const reader = new IamRole(this, 'script-reader', {
      name: names.of('role', 'script-reader'),
      assumeRolePolicy: assumedBy('gamelift.amazonaws.com'),
      permissionsBoundary: names.boundaryArn,
    });
    const reads = new IamRolePolicy(this, 'script-reader-rights', {
      name: 'rights',
      role: reader.name,
      policy: policy(
        allow(
          ['s3:GetObject', 's3:GetObjectVersion'],
          [config.region, ...config.furtherRegions.map(({ region }) => region)].map(
            (region) => `arn:aws:s3:::${names.artifactBucketOf(region)}/realtime-server/*`,
          ),
        ),
      ),
    });
    const instance = new IamRole(this, 'instance', {
      name: names.of('role', 'instance'),
      assumeRolePolicy: assumedBy('gamelift.amazonaws.com'),
      permissionsBoundary: names.boundaryArn,
    });
    const instanceRights = new IamRolePolicy(this, 'instance-rights', {
      name: 'rights',
      role: instance.name,
      policy: policy(...scriptGrants.map((grant) => grantStatement(names, grant))),
    });

    const { settled } = new RoleSettled(this, { reader: reader.uniqueId, instance: instance.uniqueId }, [
      reads,
      instanceRights,
    ]);
    return { reader, instance, settled: [reads, instanceRights, settled] };
  }

  /** The fleets of a Region, and its bucket with the script. */
  #fleetsOf(
    region: string,
    id: string,
    hosting: RegionHosting,
    { key, zip, roles }: FleetParts,
  ): RealtimeFleets {
    const provider = region === this.config.region ? undefined : this.providerOf(region);
    const { bucket, versioning } = new PrivateBucket(
      this,
      provider === undefined ? 'artifacts' : `artifacts-${region}`,
      {
        bucket: this.names.artifactBucketOf(region),
        keepOldVersionsDays: 365,
        ...(provider === undefined ? {} : { provider }),
      },
    );
    // The old zip is deleted after the scripts use the new one. An object that is put before versioning is
    // enabled has no version: deleting it later would leave a delete marker, and the bucket could not be
    // deleted.
    const object = new S3Object(this, provider === undefined ? 'script' : `script-${region}`, {
      bucket: bucket.bucket,
      key,
      source: zip.path,
      contentType: 'application/zip',
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [versioning],
      provider,
    });
    return new RealtimeFleets(this, id, hosting, {
      bucket: bucket.bucket,
      scriptKey: key,
      scriptRoleArn: roles.reader.arn,
      instanceRoleArn: roles.instance.arn,
      after: [object, ...roles.settled],
      ...(provider === undefined ? {} : { provider }),
    });
  }

  /** Logs the end of every placement: its players, waiting time and location, and its failures. */
  #keepPlacementEvents(): void {
    const { names, config } = this;
    const logs = new CloudwatchLogGroup(this, 'placements', {
      name: `/aws/events/${names.of('topic', 'placements')}`,
      retentionInDays: config.operations.logRetentionDays,
    });
    const writes = new CloudwatchLogResourcePolicy(this, 'placements-policy', {
      policyName: names.of('rule', 'placements'),
      // EventBridge creates the log stream without a source account (aws-samples/serverless-patterns 618).
      policyDocument: policy(
        {
          Effect: 'Allow',
          Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
          Action: ['logs:CreateLogStream'],
          Resource: [`${names.arn('logs', `log-group:/aws/events/${names.of('topic', 'placements')}`)}:*`],
        },
        {
          Effect: 'Allow',
          Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
          Action: ['logs:PutLogEvents'],
          Resource: [`${names.arn('logs', `log-group:/aws/events/${names.of('topic', 'placements')}`)}:*`],
          Condition: { StringEquals: { 'aws:SourceAccount': config.account } },
        },
      ),
    });
    const rule = new CloudwatchEventRule(this, 'placements-rule', {
      name: names.of('rule', 'placements'),
      description: 'keeps the end of every placement',
      eventPattern: placementPattern(names),
    });
    new CloudwatchEventTarget(this, 'placements-target', {
      rule: rule.name,
      arn: logs.arn,
      dependsOn: [writes],
    });
  }
}
