import { BytesReader } from './bytes-reader';
import { recordsIn } from './log-format';

/** A table as a MANIFEST describes it. */
export interface TableFile {
  readonly bytes: number;
  /** With LevelDB's trailer of sequence number and type. */
  readonly firstKey: Buffer;
  readonly lastKey: Buffer;
}

/** The content of a MANIFEST. */
export interface Manifest {
  /** By file number. */
  readonly tables: ReadonlyMap<number, TableFile>;
  /** The oldest log that is still needed. */
  readonly log: number;
  /** The sequence number of the newest write when the manifest was written last. */
  readonly lastSequence: number;
}

/** Fields of a change of the set of files (LevelDB's db/version_edit.cc). */
const field = {
  comparator: 1,
  log: 2,
  nextFile: 3,
  lastSequence: 4,
  compactPointer: 5,
  deletedFile: 6,
  newFile: 7,
  previousLog: 9,
} as const;

/** @throws RangeError, Error for bytes that are not a MANIFEST */
export function readManifest(bytes: Buffer): Manifest {
  const tables = new Map<number, TableFile>();
  let [log, lastSequence] = [0, 0];
  for (const record of recordsIn(bytes)) {
    const reader = new BytesReader(record);
    while (!reader.ended) {
      const tag = reader.varint();
      switch (tag) {
        case field.comparator:
          reader.text();
          break;
        case field.log:
          log = reader.varint();
          break;
        case field.lastSequence:
          lastSequence = reader.varint();
          break;
        case field.nextFile:
        case field.previousLog:
          reader.varint();
          break;
        case field.compactPointer:
          reader.varint();
          reader.text();
          break;
        case field.deletedFile:
          reader.varint();
          tables.delete(reader.varint());
          break;
        case field.newFile: {
          reader.varint();
          const number = reader.varint();
          tables.set(number, { bytes: reader.varint(), firstKey: reader.text(), lastKey: reader.text() });
          break;
        }
        default:
          throw new Error(`a change of files has an unknown field ${tag}`);
      }
    }
  }
  return { tables, log, lastSequence };
}
