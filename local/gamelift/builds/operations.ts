/**
 * Builds: kept and listed, so that tools which manage them work. The local GameLift hosts scripts; fleets of
 * builds have no processes.
 */
import { invalidRequest, notFound } from '../faults';
import { accountArn, nameFromArn } from '../identity';
import { type AwsCredentials, type Build, type OperatingSystem, type S3Location } from '../model/shapes';
import { operation, type OperationEntry } from '../operations';
import { page } from '../pages';
import { type Collection } from '../state/collection';
import { type State } from '../state/state';

export interface BuildRecord {
  readonly buildId: string;
  readonly buildArn: string;
  readonly name?: string;
  readonly version?: string;
  /** READY when the build came with a StorageLocation; one that waits for its upload stays INITIALIZED. */
  readonly status: 'INITIALIZED' | 'READY';
  readonly operatingSystem: OperatingSystem;
  readonly serverSdkVersion?: string;
  readonly creationTime: number;
}

export class BuildStore {
  readonly #records: Collection<BuildRecord>;

  constructor(state: State) {
    this.#records = state.collection<BuildRecord>('builds');
  }

  all(): BuildRecord[] {
    return [...this.#records.values()];
  }
  put(record: BuildRecord): BuildRecord {
    return this.#records.put(record.buildId, record);
  }
  delete(record: BuildRecord): void {
    this.#records.delete(record.buildId);
  }

  /** @throws GameLiftFault NotFoundException */
  get(idOrArn: string): BuildRecord {
    const found = this.#records.get(nameFromArn(idOrArn, 'build'));
    if (!found) throw notFound(`Build ${idOrArn} does not exist.`);
    return found;
  }
}

export function buildOperations(builds: BuildStore): OperationEntry[] {
  return [
    operation('CreateBuild', (context, input) => {
      if (input.OperatingSystem === undefined && input.StorageLocation !== undefined)
        throw invalidRequest('OperatingSystem is required with a StorageLocation.');
      const { StorageLocation: at } = input;
      if (at !== undefined && (at.Bucket === undefined || at.Key === undefined || at.RoleArn === undefined))
        throw invalidRequest('A StorageLocation needs Bucket, Key and RoleArn.');
      context.tags.check(input.Tags);
      const buildId = `build-${context.ids.uuid()}`;
      const record = builds.put({
        buildId,
        buildArn: accountArn(context, 'build', buildId),
        status: at === undefined ? 'INITIALIZED' : 'READY',
        operatingSystem: input.OperatingSystem ?? 'AMAZON_LINUX_2023',
        creationTime: context.clock.seconds(),
        ...(input.Name !== undefined && { name: input.Name }),
        ...(input.Version !== undefined && { version: input.Version }),
        ...(input.ServerSdkVersion !== undefined && { serverSdkVersion: input.ServerSdkVersion }),
      });
      context.tags.add(record.buildArn, input.Tags);
      return at === undefined
        ? {
            Build: describe(record),
            UploadCredentials: uploadCredentials(buildId),
            StorageLocation: uploadLocation(context.region, buildId),
          }
        : { Build: describe(record), StorageLocation: at };
    }),
    operation('DescribeBuild', (_context, input) => ({ Build: describe(builds.get(input.BuildId)) })),
    operation('ListBuilds', (_context, input) => {
      const chosen = builds
        .all()
        .filter((record) => input.Status === undefined || record.status === input.Status);
      const { items, nextToken } = page(chosen, (record) => record.buildId, input, 100);
      return { Builds: items.map(describe), ...(nextToken !== undefined && { NextToken: nextToken }) };
    }),
    operation('UpdateBuild', (_context, { BuildId, Name, Version }) => ({
      Build: describe(
        builds.put({
          ...builds.get(BuildId),
          ...(Name !== undefined && { name: Name }),
          ...(Version !== undefined && { version: Version }),
        }),
      ),
    })),
    operation('DeleteBuild', (context, input) => {
      const record = builds.get(input.BuildId);
      builds.delete(record);
      context.tags.forget(record.buildArn);
      return {};
    }),
    operation('RequestUploadCredentials', (context, input) => {
      const record = builds.get(input.BuildId);
      if (record.status !== 'INITIALIZED')
        throw invalidRequest(
          `Build ${record.buildId} is ${record.status}: upload credentials are given for builds in INITIALIZED only.`,
        );
      return {
        UploadCredentials: uploadCredentials(record.buildId),
        StorageLocation: uploadLocation(context.region, record.buildId),
      };
    }),
  ];
}

/** The local GameLift has no bucket of its own: the shape is right, the keys open nothing. */
const uploadCredentials = (buildId: string): AwsCredentials => ({
  AccessKeyId: 'ASIALOCALGAMELIFT000',
  SecretAccessKey: `local-${buildId}`,
  SessionToken: `local-${buildId}`,
});
const uploadLocation = (region: string, buildId: string): S3Location => ({
  Bucket: `prod-gamescale-builds-${region}`,
  Key: `local/${buildId}`,
});

const describe = (record: BuildRecord): Build => ({
  BuildId: record.buildId,
  BuildArn: record.buildArn,
  Status: record.status,
  OperatingSystem: record.operatingSystem,
  CreationTime: record.creationTime,
  SizeOnDisk: 0,
  ...(record.name !== undefined && { Name: record.name }),
  ...(record.version !== undefined && { Version: record.version }),
  ...(record.serverSdkVersion !== undefined && { ServerSdkVersion: record.serverSdkVersion }),
});
