import { invalidRequest } from '../faults';
import { accountArn } from '../identity';
import { type S3Location } from '../model/shapes';
import { operation, type OperationEntry } from '../operation';
import { page } from '../pages';
import { type S3Reader } from './s3';
import { describeScript, maxZipBytes, type ScriptRecord, type ScriptStore } from './script-store';

/**
 * Objects that GameLift copies from S3 have no limit of direct uploads; this limit only protects the laptop.
 */
const maxObjectBytes = 500_000_000;

/**
 * Runtimes of Realtime scripts; the service chooses minor versions (API Reference, CreateScript:
 * NodeJsVersion).
 */
const nodeJsVersions = ['10.x', '24.x'];

/** The parts that operations on scripts use. */
export interface ScriptPorts {
  readonly scripts: ScriptStore;
  readonly s3: S3Reader;
  /** New processes of the fleets with this script use it from now on. */
  updated(record: ScriptRecord): Promise<void>;
  deleted(record: ScriptRecord): Promise<void>;
}

/** The zip of a script; undefined when none was given. */
async function contentOf(
  given: { readonly ZipFile?: Uint8Array; readonly StorageLocation?: S3Location },
  s3: S3Reader,
): Promise<Uint8Array | undefined> {
  if (given.ZipFile !== undefined && given.StorageLocation !== undefined)
    throw invalidRequest('Either a ZipFile or a StorageLocation can be specified, not both.');
  if (given.ZipFile !== undefined && given.ZipFile.length > maxZipBytes)
    throw invalidRequest(
      `The ZipFile has ${given.ZipFile.length} bytes; at most ${maxZipBytes} are allowed: put it into ` +
        'S3 and give its StorageLocation.',
    );
  if (given.ZipFile !== undefined && given.ZipFile.length === 0)
    throw invalidRequest('The ZipFile is empty.');
  return given.StorageLocation === undefined ? given.ZipFile : s3.read(given.StorageLocation, maxObjectBytes);
}

export function scriptOperations(ports: ScriptPorts): OperationEntry[] {
  return [...readOperations(ports.scripts), ...changeOperations(ports)];
}

function readOperations(scripts: ScriptStore): OperationEntry[] {
  return [
    operation('DescribeScript', (context, input) => ({
      Script: describeScript(context, scripts.get(input.ScriptId)),
    })),
    operation('ListScripts', (context, input) => {
      const { items, nextToken } = page(scripts.all(), (record) => record.scriptId, input, 100);
      return {
        Scripts: items.map((record) => describeScript(context, record)),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    }),
  ];
}

function changeOperations({ scripts, s3, updated, deleted }: ScriptPorts): OperationEntry[] {
  return [
    operation('CreateScript', async (context, input) => {
      context.tags.check(input.Tags);
      const nodeJsVersion = input.NodeJsVersion ?? '10.x';
      if (!nodeJsVersions.includes(nodeJsVersion))
        throw invalidRequest(
          `NodeJsVersion ${nodeJsVersion} is not supported: choose ${nodeJsVersions.join(' or ')}.`,
        );
      const bytes = await contentOf(input, s3);
      if (bytes === undefined)
        throw invalidRequest('Either a ZipFile or a StorageLocation must be specified.');
      const scriptId = `script-${context.ids.uuid()}`;
      const record = await scripts.put(
        {
          scriptId,
          scriptArn: accountArn(context, 'script', scriptId),
          creationTime: context.clock.seconds(),
          nodeJsVersion,
          ...(input.Name === undefined ? {} : { name: input.Name }),
          ...(input.Version === undefined ? {} : { version: input.Version }),
          ...(input.StorageLocation === undefined ? {} : { storageLocation: input.StorageLocation }),
        },
        bytes,
        undefined,
      );
      context.tags.add(record.scriptArn, input.Tags);
      return { Script: describeScript(context, record) };
    }),
    operation('UpdateScript', async (context, input) => {
      const { ScriptId, Name, Version, StorageLocation } = input;
      scripts.get(ScriptId);
      const bytes = await contentOf(input, s3);
      // The newest record, in case of another update meanwhile. A zip replaces an S3 location.
      const { storageLocation, ...before } = scripts.get(ScriptId);
      const record = await scripts.put(
        {
          ...before,
          ...(storageLocation && input.ZipFile === undefined ? { storageLocation } : {}),
          ...(Name === undefined ? {} : { name: Name }),
          ...(Version === undefined ? {} : { version: Version }),
          ...(StorageLocation === undefined ? {} : { storageLocation: StorageLocation }),
        },
        bytes,
        before,
      );
      if (bytes !== undefined) await updated(record);
      return { Script: describeScript(context, record) };
    }),
    operation('DeleteScript', async (context, input) => {
      const record = scripts.get(input.ScriptId);
      await scripts.delete(record);
      context.tags.forget(record.scriptArn);
      await deleted(record);
      return {};
    }),
  ];
}
