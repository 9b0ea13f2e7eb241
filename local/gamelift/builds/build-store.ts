import { type OperatingSystem } from '../model/shapes';
import { type AccountRegion, nameHere } from '../identity';
import { type Collection } from '../state/collection';
import { type State } from '../state/state';
import { notFound } from '../faults';

/** `creationTime` is in epoch seconds. */
export interface BuildRecord {
  readonly buildId: string;
  readonly buildArn: string;
  readonly name?: string;
  readonly version?: string;
  /**
   * READY when the build came with a StorageLocation; a build without one stays INITIALIZED until its upload.
   */
  readonly status: 'INITIALIZED' | 'READY';
  readonly operatingSystem: OperatingSystem;
  readonly serverSdkVersion?: string;
  readonly creationTime: number;
  /** Bytes that were uploaded; absent for one from S3. */
  readonly size?: number;
}

/** Builds in the journaled state; each is found by its id or its ARN. */
export class BuildStore {
  readonly #place: AccountRegion;
  readonly #records: Collection<BuildRecord>;

  constructor(place: AccountRegion, state: State) {
    this.#place = place;
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
    const found = this.#records.get(nameHere(this.#place, idOrArn, 'build') ?? '');
    if (!found) throw notFound(`Build ${idOrArn} does not exist.`);
    return found;
  }
}
