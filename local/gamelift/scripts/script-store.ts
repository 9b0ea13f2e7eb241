/** Scripts: their records are in the state, their bytes in files beside it. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { invalidRequest, notFound } from '../faults';
import { nameHere, type AccountRegion } from '../identity';
import { type S3Location, type Script } from '../model/shapes';
import { type Collection } from '../state/collection';
import { State } from '../state/state';

/** A script, as it is stored; its content is a folder beside it. */
export interface ScriptRecord {
  readonly scriptId: string;
  readonly scriptArn: string;
  readonly name?: string;
  readonly version?: string;
  readonly nodeJsVersion: string;
  readonly creationTime: number;
  readonly size: number;
  /** Of the zip: a start compares it. Records of earlier versions get it when they are read. */
  readonly sha256?: string;
  readonly storageLocation?: S3Location;
  /** Counts the uploads; the bytes are in `<scriptId>/<revision>.zip`. */
  readonly revision: number;
}

/** Bytes that CreateScript takes directly (API Reference, CreateScript: ZipFile). */
export const maxZipBytes = 5_000_000;

/** Scripts in the journaled state, with their zips in a folder; each is found by its id or its ARN. */
export class ScriptStore {
  readonly #place: AccountRegion;
  readonly #folder: string;

  readonly #records: Collection<ScriptRecord>;
  /** The newest revision that an upload began, by script. */
  readonly #begun = new Map<string, number>();

  constructor(place: AccountRegion, state: State, folder: string) {
    this.#place = place;
    this.#folder = folder;

    this.#records = state.collection<ScriptRecord>('scripts');
  }

  /** Completes records of earlier versions with the checksums of their zips. @returns their ids */
  completeRecords(): readonly string[] {
    const old = this.all().filter(
      (record) => record.sha256 === undefined && existsSync(this.#file(record.scriptId, record.revision)),
    );
    for (const record of old)
      this.#records.put(record.scriptId, {
        ...record,
        ...zipFields(readFileSync(this.#file(record.scriptId, record.revision))),
      });
    return old.map(({ scriptId }) => scriptId);
  }

  all(): ScriptRecord[] {
    return [...this.#records.values()];
  }
  find(idOrArn: string): ScriptRecord | undefined {
    return this.#records.get(nameHere(this.#place, idOrArn, 'script') ?? '');
  }

  /** @throws GameLiftFault NotFoundException */
  get(idOrArn: string): ScriptRecord {
    const found = this.find(idOrArn);
    if (!found) throw notFound(`Script with id ${idOrArn} not found.`);
    return found;
  }

  /**
   * Writes the bytes, if there are new ones, then the record.
   * @throws GameLiftFault InvalidRequestException when they are not a zip
   */
  async put(
    record: Omit<ScriptRecord, 'size' | 'sha256' | 'revision'>,
    bytes: Uint8Array | undefined,
    before: ScriptRecord | undefined,
  ): Promise<ScriptRecord> {
    const revision =
      bytes === undefined ? (before?.revision ?? 0) : this.#nextRevision(record.scriptId, before);
    if (bytes !== undefined) {
      entriesOf(bytes);
      const file = this.#file(record.scriptId, revision);
      await fs.mkdir(path.dirname(file), { recursive: true });
      const handle = await fs.open(`${file}.part`, 'w');
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await fs.rename(`${file}.part`, file);
    }
    const kept = before?.sha256 === undefined ? {} : { sha256: before.sha256 };
    return this.#records.put(record.scriptId, {
      ...record,
      revision,
      ...(bytes === undefined ? { size: before?.size ?? 0, ...kept } : zipFields(bytes)),
    });
  }

  /** Uploads at the same time have files of their own: a record must not get another one's zip. */
  #nextRevision(scriptId: string, before: ScriptRecord | undefined): number {
    const next = Math.max(before?.revision ?? 0, this.#begun.get(scriptId) ?? 0) + 1;
    this.#begun.set(scriptId, next);
    return next;
  }

  bytes(record: ScriptRecord): Promise<Uint8Array> {
    return fs.readFile(this.#file(record.scriptId, record.revision));
  }

  async delete(record: ScriptRecord): Promise<void> {
    this.#records.delete(record.scriptId);
    this.#begun.delete(record.scriptId);
    await fs.rm(path.join(this.#folder, 'scripts', record.scriptId), { recursive: true, force: true });
  }

  #file(scriptId: string, revision: number): string {
    return path.join(this.#folder, 'scripts', scriptId, `${revision}.zip`);
  }
}

/** The size and the SHA-256 of a zip, as the record of its script has them. */
export function zipFields(bytes: Uint8Array): Required<Pick<ScriptRecord, 'size' | 'sha256'>> {
  return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Records zips that a repair put in the places of others. @param zips by the ids of their scripts */
export async function recordZips(folder: string, zips: ReadonlyMap<string, Uint8Array>): Promise<void> {
  if (zips.size === 0) return;
  const state = await State.open(folder, () => undefined);
  try {
    const records = state.collection<ScriptRecord>('scripts');
    for (const [id, zip] of zips) {
      const record = records.get(id);
      if (record !== undefined) records.put(id, { ...record, ...zipFields(zip) });
    }
    await state.flushed();
  } finally {
    await state.close();
  }
}

/** Names of the files in a zip. @throws GameLiftFault InvalidRequestException when it is invalid or empty */
export function entriesOf(bytes: Uint8Array): string[] {
  const names: string[] = [];
  try {
    unzipSync(bytes, {
      filter: ({ name }) => {
        names.push(name);
        return false;
      },
    });
  } catch {
    throw invalidRequest('Invalid zip file: the script is not a zip archive.');
  }
  const files = names.filter((name) => !name.endsWith('/'));
  if (files.length === 0) throw invalidRequest('Invalid zip file: the archive holds no file.');
  return files;
}

/**
 * A direct upload is in a bucket of GameLift's own and counts there; an S3 object counts in its own bucket.
 */
export function describeScript({ region }: AccountRegion, record: ScriptRecord): Script {
  return {
    ScriptId: record.scriptId,
    ScriptArn: record.scriptArn,
    SizeOnDisk: record.storageLocation === undefined ? record.size : 0,
    CreationTime: record.creationTime,
    NodeJsVersion: record.nodeJsVersion,
    ...(record.name === undefined ? {} : { Name: record.name }),
    ...(record.version === undefined ? {} : { Version: record.version }),
    StorageLocation: record.storageLocation ?? {
      Bucket: `prod-gamescale-scripts-${region}`,
      Key: `${record.scriptId}/${record.revision}.zip`,
    },
  };
}
