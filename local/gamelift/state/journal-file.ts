import fs from 'node:fs';
import { fieldsOf } from '../../../core/fields-of';
import { parseJson } from '../../../core/json';
import { type Recorded } from './collection';
import { checksumOf } from './journal-checksum';

/**
 * The format of a journal's files: one JSON line per change; lines that were written together end with a mark
 * that holds their checksum. A segment begins with a line that contains its own number, the journal's id, and
 * the number, the length and the checksum of the segment before it.
 */
export interface Line {
  readonly c: string;
  readonly i: string;
  readonly v?: Recorded;
}

/** Receives each record of a segment, in order. An undefined value is a removal. */
export type OnRecord = (collection: string, id: string, value: Recorded | undefined) => void;

const markOpening = '{"together":';
/** The format of marks without checksums, from earlier versions. */
const plainMark = `${markOpening}true}`;
const headerOpening = '{"segment":';
/** Headers of earlier versions, without the segment's own number and without a checksum. */
const plainHeaderOpening = '{"after":';
const lineOpening = '{"c":"';
const checksumOpening = ',"crc32c":"';

/** The end of lines that were written together. @param lines with their line ends */
export function markOf(lines: Uint8Array): string {
  return `${markOpening}"${checksumOf(lines)}"}\n`;
}

/** A line of a change, with a checksum of its own: it proves the line in a group that is damaged. */
export function lineOf(line: Line): string {
  const { c, i, v } = line;
  const text = JSON.stringify({ c, i, v }).slice(0, -1);
  return `${text}${checksumOpening}${checksumOf(Buffer.from(text))}"}\n`;
}

/** True for a line whose own checksum is right. */
function isProved(text: string): boolean {
  const end = text.length - checksumOpening.length - '01234567"}'.length;
  return (
    text.startsWith(checksumOpening, end) &&
    text.slice(end) === `${checksumOpening}${checksumOf(Buffer.from(text.slice(0, end)))}"}`
  );
}

/** The last line of a snapshot: the number of values before it, its own number, and the journal's id. */
export function endOfSnapshot(values: number, snapshot: number, journal: string): Line {
  return { c: snapshotEnd, i: String(values), v: { snapshot, journal } };
}

const snapshotEnd = '#end';
/** Whether a file holds a snapshot, complete or not. */
export const isSnapshot = ({ lines }: JournalFile): boolean => lines.some(({ c }) => c === snapshotEnd);

/** The values of a snapshot. */
export interface SnapshotContent {
  readonly lines: readonly Line[];
  /** Its own number; snapshots of earlier versions do not have it. */
  readonly number: number | undefined;
  /** The id of its journal; as the number. */
  readonly journal: string | undefined;
}

/** The values of a snapshot, when it is complete. Old ones have no last line: one mark covers all of it. */
export function snapshotContent({ lines, plain, rest, end }: JournalFile): SnapshotContent | undefined {
  if (rest.length > 0 || end === 0) return undefined;
  const last = lines.at(-1);
  if (last?.c === snapshotEnd && last.i === String(lines.length - 1)) {
    const { snapshot, journal } = fieldsOf(last.v);
    return {
      lines: lines.slice(0, -1),
      number: typeof snapshot === 'number' ? snapshot : undefined,
      journal: typeof journal === 'string' ? journal : undefined,
    };
  }
  return plain ? { lines, number: undefined, journal: undefined } : undefined;
}

/** The whole groups of a segment. */
export interface SegmentEnd {
  readonly segment: number;
  readonly bytes: number;
  readonly crc32c: string;
}

/** The first line of a segment. */
export interface SegmentHeader {
  /** Its own number. */
  readonly segment: number;
  /** The journal's id; headers of earlier versions do not have it. */
  readonly journal: string | undefined;
  /** The segment before it; headers of earlier versions have no checksum. */
  readonly after: Omit<SegmentEnd, 'crc32c'> & { readonly crc32c: string | undefined };
}

/** The end of a segment that is not there, or that holds nothing. */
export const emptySegment = (segment: number): SegmentEnd => ({
  segment,
  bytes: 0,
  crc32c: checksumOf(Buffer.alloc(0)),
});

/** The first line of a segment. */
export function headerOf(
  segment: number,
  journal: string,
  { segment: before, bytes, crc32c }: SegmentEnd,
): string {
  return `${JSON.stringify({ segment, journal, after: { segment: before, bytes, crc32c } })}\n`;
}

/** The contents of a journal file. */
export interface JournalFile {
  /** Lines of whole groups, in order. */
  readonly lines: readonly Line[];
  /** Length of the whole groups in bytes. */
  readonly end: number;
  /** Their bytes. */
  readonly whole: Buffer;
  /** Bytes after them. */
  readonly rest: Buffer;
  /** Undefined for a snapshot, an empty file and a segment of the first versions. */
  readonly header: SegmentHeader | undefined;
  /** The last mark has no checksum. */
  readonly plain: boolean;
  /** The damage of a group; undefined: none. */
  readonly damage: string | undefined;
  /** Read beyond damage: whether the damage may have hit a line, not only marks and the header. */
  readonly isLineLost: boolean;
}

/**
 * Reads a file group by group, up to the first damaged one.
 * @param beyondDamage continues behind damage: of a damaged group, with the lines that their own checksums
 *   prove
 */
export function readJournalFile(file: string, beyondDamage = false): JournalFile {
  const bytes = fs.readFileSync(file);
  const lines: Line[] = [];
  let header: SegmentHeader | undefined;
  let damage: string | undefined;
  let plain = false;
  let isLineLost = false;
  let [end, number] = [0, 0];
  let group = new Group();
  for (let start = 0; start < bytes.length;) {
    const stop = bytes.indexOf(10, start);
    if (stop < 0) break;
    const text = bytes.toString('utf8', start, stop);
    number += 1;
    if (text.startsWith(markOpening)) {
      const whole = text === plainMark || text === markOf(bytes.subarray(end, start)).trimEnd();
      if (!whole) group.spoil(`the lines before line ${number} are damaged`);
      damage ??= group.damage;
      if (group.damage !== undefined && !beyondDamage) break;
      lines.push(...group.proved);
      header ??= group.damage === undefined ? group.header : undefined;
      isLineLost ||= group.isLineLost;
      plain = text === plainMark;
      [end, group] = [stop + 1, new Group()];
    } else group.add(text, number);
    start = stop + 1;
  }
  const [whole, rest] = [bytes.subarray(0, end), bytes.subarray(end)];
  return { lines, end, whole, rest, header, plain, damage, isLineLost };
}

/** Lines that were written together. */
class Group {
  header: SegmentHeader | undefined;
  damage: string | undefined;
  readonly #lines: Array<{ readonly line: Line; readonly text: string }> = [];
  #unread = 0;

  add(text: string, number: number): void {
    const line = parseLine(text);
    const header = line || number > 1 ? undefined : parseHeader(text);
    if (line) this.#lines.push({ line, text });
    else if (header) this.header = header;
    else {
      this.#unread += 1;
      this.spoil(`line ${number} is damaged`);
    }
  }

  spoil(damage: string): void {
    this.damage ??= damage;
  }

  /** All lines of a whole group; those with a right checksum of their own in a damaged one. */
  get proved(): readonly Line[] {
    return this.#lines.flatMap(({ line, text }) =>
      this.damage === undefined || isProved(text) ? [line] : [],
    );
  }

  /** Whether a line of it cannot be read, or is not proved. */
  get isLineLost(): boolean {
    return this.#unread > 0 || this.proved.length < this.#lines.length;
  }
}

/**
 * Whether a killed process could have left these bytes after its last whole group. It leaves whole lines of
 * this format and the beginning of one more. File systems leave zeros after a power failure. All else was
 * written by another program.
 */
export function isUnfinished(rest: Buffer): boolean {
  const zeros = rest.indexOf(0);
  const written = zeros < 0 ? rest : rest.subarray(0, zeros);
  if (zeros >= 0 && rest.subarray(zeros).some((byte) => byte !== 0)) return false;
  const lines = written.toString('utf8').split('\n');
  const last = lines.pop() ?? '';
  const openings = [lineOpening, markOpening, headerOpening, plainHeaderOpening];
  const begun = openings.some((opening) =>
    last.length < opening.length ? opening.startsWith(last) : last.startsWith(opening),
  );
  return begun && lines.every((line) => parseLine(line) !== undefined || parseHeader(line) !== undefined);
}

/** A change of the collection `c` at the key `i`, without `v` a deletion; undefined for any other text. */
export function parseLine(text: string): Line | undefined {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('c' in value) || !('i' in value) || typeof value.c !== 'string' || typeof value.i !== 'string')
    return undefined;
  const { c, i } = value;
  if (!('v' in value)) return { c, i };
  return typeof value.v === 'object' && value.v !== null ? { c, i, v: value.v } : undefined;
}

function parseHeader(text: string): SegmentHeader | undefined {
  const found =
    /^\{"segment":(\d+),"journal":"([\da-f]{16})","after":\{"segment":(\d+),"bytes":(\d+),"crc32c":"([\da-f]{8})"\}\}$/.exec(
      text,
    );
  if (found)
    return {
      segment: Number(found[1]),
      journal: found[2],
      after: { segment: Number(found[3]), bytes: Number(found[4]), crc32c: found[5] },
    };
  const plain = /^\{"after":\{"segment":(\d+),"bytes":(\d+)\}\}$/.exec(text);
  if (!plain) return undefined;
  const [segment, bytes] = [Number(plain[1]), Number(plain[2])];
  return { segment: segment + 1, journal: undefined, after: { segment, bytes, crc32c: undefined } };
}
