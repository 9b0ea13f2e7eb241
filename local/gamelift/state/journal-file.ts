import fs from 'node:fs';
import { parseJson } from '../../../core/json';
import { crc32c } from '../../dynamodb/leveldb/checksum';
import { type Recorded } from './collection';

/**
 * The format of a journal's files: one JSON line per change; lines that were written together end with a mark
 * that holds their checksum. A segment begins with a line that contains the length of the segment before it.
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
const headerOpening = '{"after":';
const lineOpening = '{"c":"';

/** The end of lines that were written together. @param lines with their line ends */
export function markOf(lines: Uint8Array): string {
  return `${markOpening}"${checksumOf(lines)}"}\n`;
}

/** The last line of a snapshot: the number of values before it. */
export function endOfSnapshot(values: number): Line {
  return { c: '#end', i: String(values) };
}

/** The values of a snapshot, when it is complete. Old ones have no last line: one mark covers all of it. */
export function snapshotLines({ lines, plain, rest, end }: JournalFile): readonly Line[] | undefined {
  if (rest.length > 0 || end === 0) return undefined;
  const { c, i } = endOfSnapshot(lines.length - 1);
  const last = lines.at(-1);
  if (last?.c === c && last.i === i) return lines.slice(0, -1);
  return plain ? lines : undefined;
}

/** The first line of a segment. */
export function headerOf(segment: number, bytes: number): string {
  return `${headerOpening}{"segment":${segment},"bytes":${bytes}}}\n`;
}

/** The contents of a journal file. */
export interface JournalFile {
  /** Lines of whole groups, in order. */
  readonly lines: readonly Line[];
  /** Length of the whole groups in bytes. */
  readonly end: number;
  /** Bytes after them. */
  readonly rest: Buffer;
  /** Length of the segment before, when the file has it. */
  readonly after: { readonly segment: number; readonly bytes: number } | undefined;
  /** The last mark has no checksum. */
  readonly plain: boolean;
  /** The damage of a group; undefined: none. */
  readonly damage: string | undefined;
}

/**
 * Reads a file group by group, up to the first damaged one.
 * @param beyondDamage continues after damage with the next whole group
 */
export function readJournalFile(file: string, beyondDamage = false): JournalFile {
  const bytes = fs.readFileSync(file);
  const lines: Line[] = [];
  let after: JournalFile['after'];
  let damage: string | undefined;
  let plain = false;
  let [end, number] = [0, 0];
  let group: Line[] = [];
  let spoilt: string | undefined;
  for (let start = 0; start < bytes.length;) {
    const stop = bytes.indexOf(10, start);
    if (stop < 0) break;
    const text = bytes.toString('utf8', start, stop);
    number += 1;
    if (text.startsWith(markOpening)) {
      const whole = text === plainMark || text === markOf(bytes.subarray(end, start)).trimEnd();
      if (!whole) spoilt ??= `the lines before line ${number} are damaged`;
      if (spoilt === undefined) lines.push(...group);
      else {
        damage ??= spoilt;
        if (!beyondDamage) break;
        // Readable lines are saved one by one: each holds a whole value.
        lines.push(...group);
      }
      plain = text === plainMark;
      [end, group, spoilt] = [stop + 1, [], undefined];
    } else {
      const line = parseLine(text);
      const header = line ? undefined : parseHeader(text);
      if (line) group.push(line);
      else if (header && start === 0) after = header;
      else spoilt ??= `line ${number} is damaged`;
    }
    start = stop + 1;
  }
  return { lines, end, rest: bytes.subarray(end), after, plain, damage };
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
  const openings = [lineOpening, markOpening, headerOpening];
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

function parseHeader(text: string): JournalFile['after'] {
  const found = /^\{"after":\{"segment":(\d+),"bytes":(\d+)\}\}$/.exec(text);
  return found ? { segment: Number(found[1]), bytes: Number(found[2]) } : undefined;
}

/** CRC-32C, eight hexadecimal digits. */
function checksumOf(bytes: Uint8Array): string {
  return crc32c(bytes).toString(16).padStart(8, '0');
}
