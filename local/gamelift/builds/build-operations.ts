/**
 * Builds are stored and listed, so that tools which manage them work. The local GameLift only hosts scripts;
 * fleets of builds have no processes.
 */
import { type Context } from '../context';
import { invalidRequest } from '../faults';
import { accountArn } from '../identity';
import { type Build } from '../model/shapes';
import { operation, type OperationEntry } from '../operation';
import { page } from '../pages';
import { type BuildRecord, type BuildStore } from './build-store';
import { uploadBucket, uploadCredentials, uploadKey } from './uploads';

export function buildOperations(builds: BuildStore): OperationEntry[] {
  const upload = uploads();
  return [
    operation('CreateBuild', (context, input) => {
      const { OperatingSystem: operatingSystem } = input;
      if (operatingSystem === undefined)
        throw invalidRequest('OperatingSystem is required: there is no default value.');
      const { StorageLocation: at } = input;
      if (at !== undefined && (at.Bucket === undefined || at.Key === undefined || at.RoleArn === undefined))
        throw invalidRequest('A StorageLocation needs Bucket, Key and RoleArn.');
      context.tags.check(input.Tags);
      const buildId = `build-${context.ids.uuid()}`;
      const record = builds.put({
        buildId,
        buildArn: accountArn(context, 'build', buildId),
        status: at === undefined ? 'INITIALIZED' : 'READY',
        operatingSystem,
        creationTime: context.clock.seconds(),
        ...(input.Name === undefined ? {} : { name: input.Name }),
        ...(input.Version === undefined ? {} : { version: input.Version }),
        ...(input.ServerSdkVersion === undefined ? {} : { serverSdkVersion: input.ServerSdkVersion }),
      });
      context.tags.add(record.buildArn, input.Tags);
      return at === undefined
        ? { Build: describe(record), ...upload(context, record) }
        : { Build: describe(record), StorageLocation: at };
    }),
    operation('DescribeBuild', (_context, input) => ({ Build: describe(builds.get(input.BuildId)) })),
    operation('ListBuilds', (_context, input) => {
      const chosen = builds
        .all()
        .filter((record) => input.Status === undefined || record.status === input.Status);
      const { items, nextToken } = page(chosen, (record) => record.buildId, input, 100);
      return { Builds: items.map(describe), ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
    }),
    operation('UpdateBuild', (_context, { BuildId, Name, Version }) => ({
      Build: describe(
        builds.put({
          ...builds.get(BuildId),
          ...(Name === undefined ? {} : { name: Name }),
          ...(Version === undefined ? {} : { version: Version }),
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
          `Build ${record.buildId} is ${record.status}: only builds in INITIALIZED have upload credentials.`,
        );
      return upload(context, record);
    }),
  ];
}

/**
 * Upload targets of builds, with one log line for each, because the AWS CLI does not show them. It asks
 * twice: when it creates the build, and before it uploads.
 */
function uploads() {
  const announced = new Set<string>();
  return (context: Context, { buildId }: BuildRecord) => {
    if (!announced.has(buildId))
      context.warn(
        `${buildId} waits for its upload: set AWS_ENDPOINT_URL_S3 to the address of this GameLift for ` +
          'the program that uploads',
      );
    announced.add(buildId);
    return {
      UploadCredentials: uploadCredentials(buildId),
      StorageLocation: { Bucket: uploadBucket, Key: uploadKey(buildId) },
    };
  };
}

const describe = (record: BuildRecord): Build => ({
  BuildId: record.buildId,
  BuildArn: record.buildArn,
  Status: record.status,
  OperatingSystem: record.operatingSystem,
  CreationTime: record.creationTime,
  SizeOnDisk: record.size ?? 0,
  ...(record.name === undefined ? {} : { Name: record.name }),
  ...(record.version === undefined ? {} : { Version: record.version }),
  ...(record.serverSdkVersion === undefined ? {} : { ServerSdkVersion: record.serverSdkVersion }),
});
