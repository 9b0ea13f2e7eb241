import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { jsonChecksum, readJsonFile, replaceFile } from '../json-file';
import { type Line } from '../gamelift/state/journal-file';
import { numbersIn } from '../gamelift/state/journal-folder';
import { JournalLedger } from '../gamelift/state/journal-ledger';
import { damagedMessages } from '../messages/kept-messages';
import { wrongKinds } from './data-kinds';
import { dataPartsIn, markerName } from './data-marker';
import { findTime, type KeptTime, timeName } from '../time/time-file';
import { isRepairUnfinished } from './repair-mark';
import { damagedZips } from './script-check';

/** One damaged file of the data folder; `what` is a clause without its subject. */
export interface DamagedFile {
  readonly file: string;
  readonly what: string;
}

/** Where the parts of the data are, below the data folder. */
export interface Parts {
  readonly database: string;
  readonly state: string;
  readonly scripts: string;
  readonly secrets: string;
  readonly messages: string;
  /** GameLift has the folder to itself (`npm run gamelift`): its scripts are those of its user. */
  readonly alone: boolean;
}

/** Entries that only the folder of `npm run gamelift` has at its top. */
const ofGameLiftAlone = ['state', 'scripts', 'gamelift.lock'];

/** The parts of a folder, be it of a whole stack or of GameLift alone. */
export function dataPartsOf(folder: string): Parts {
  const alone =
    ofGameLiftAlone.some((entry) => fs.existsSync(path.join(folder, entry))) ||
    foundRecord(folder)?.parts.includes('state') === true;
  const gamelift = alone ? '' : 'gamelift';
  return {
    database: 'dynamodb',
    state: path.join(gamelift, 'state'),
    scripts: path.join(gamelift, 'scripts'),
    secrets: path.join('secrets', 'secrets.json'),
    messages: 'messages',
    alone,
  };
}

/** True for a folder that a start, or a repair, has used. */
export function isDataFolder(folder: string): boolean {
  return (
    dataPartsIn(folder).some((part) => !isEmptyFolder(path.join(folder, part))) ||
    isRepairUnfinished(folder) ||
    [...ofGameLiftAlone, markerName, recordName].some((entry) => fs.existsSync(path.join(folder, entry)))
  );
}

function isEmptyFolder(place: string): boolean {
  return fs.statSync(place).isDirectory() && fs.readdirSync(place).length === 0;
}

/** Records the parts of a data folder: a missing part differs from one that never existed. */
export const recordName = 'turnlift-data.json';
/** Time has a file once it was moved; messages have a folder since a later version. */
const remembered = (parts: Parts): readonly string[] => [...firstParts(parts), parts.messages, timeName];
/** The parts that every version makes. */
const firstParts = ({ database, state, secrets }: Parts): readonly string[] => [
  path.join(database, 'CURRENT'),
  state,
  secrets,
];

/** Records the existing parts. It can be called at any time; recorded parts stay recorded. */
export function rememberParts(folder: string): void {
  const known = [...new Set([...(readRecord(folder) ?? []), ...existingParts(folder)])];
  if (known.length > 0) writeRecord(folder, known, recordedTime(folder));
}

/** Records the existing parts and no others: a repair has reported the lost parts. */
export function recordParts(folder: string): void {
  writeRecord(folder, existingParts(folder));
}

function existingParts(folder: string): readonly string[] {
  const parts = dataPartsOf(folder);
  return remembered(parts).filter((part) => isThere(folder, parts, part));
}

/** A folder of the journal that has lost its files is not there: it would be read as an empty state. */
function isThere(folder: string, { state, messages }: Parts, part: string): boolean {
  const place = path.join(folder, part);
  return part === state || part === messages ? hasJournal(place) : fs.existsSync(place);
}

/** True for a folder with a file of a journal: every start begins one. */
export function hasJournal(state: string): boolean {
  const { snapshots, segments } = numbersIn(state);
  return (
    snapshots.length > 0 || segments.length > 0 || fs.existsSync(path.join(state, JournalLedger.fileName))
  );
}

/** @param before the time in the earlier record, which stays while the file of time is missing */
function writeRecord(folder: string, known: readonly string[], before?: KeptTime): void {
  const parts = [...known].sort();
  const found = findTime(folder);
  const time = found.state === 'whole' ? found.kept : before;
  const record = time === undefined || time.changes === 0 ? { parts } : { parts, time };
  const content = `${JSON.stringify({ ...record, sha256: checksumOf(record) })}\n`;
  const file = path.join(folder, recordName);
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== content) replaceFile(file, content);
}

/**
 * Damage that opening the parts would not report, or not by name: missing parts, and missing or unreadable
 * zips. The database, the journal and the key set report theirs when they are opened.
 * @param stateLines of the state's journal, if it was read before
 */
export function damageOutside(folder: string, stateLines?: Iterable<Line>): readonly DamagedFile[] {
  const wrong = wrongKinds(folder);
  // Nothing else can be read then.
  if (wrong.length > 0) return wrong;
  return [
    ...(isRepairUnfinished(folder)
      ? [{ file: folder, what: 'has a repair that did not come to its end: run it again' }]
      : []),
    ...(isRecordDamaged(folder) ? [{ file: path.join(folder, recordName), what: 'is damaged' }] : []),
    ...missingParts(folder).map((part) => ({ file: path.join(folder, part), what: 'is missing' })),
    ...damageInTime(folder).map((what) => ({ file: path.join(folder, timeName), what })),
    ...damagedScripts(folder, stateLines),
    ...damagedMessages(path.join(folder, 'messages')).map((name) => ({
      file: path.join(folder, 'messages', name),
      what: 'is damaged',
    })),
  ];
}

/**
 * How the file of time is damaged, as a clause without its subject. Stored times do not show it: they are
 * also later than now where the machine's own clock was wrong before.
 */
export function damageInTime(folder: string): readonly string[] {
  const found = findTime(folder);
  if (found.state !== 'whole') return found.state === 'none' ? [] : ['is damaged'];
  const missed = (recordedTime(folder)?.changes ?? 0) - found.kept.changes;
  if (missed <= 0) return [];
  const changes = missed === 1 ? 'change' : `${missed} changes`;
  return [`is an older copy: it lacks the last ${changes} of time`];
}

/** The time in the record of parts: of a process that was killed perhaps older than the file's. */
export const recordedTime = (folder: string): KeptTime | undefined => foundRecord(folder)?.time;

function damagedScripts(folder: string, stateLines: Iterable<Line> | undefined): readonly DamagedFile[] {
  const { state, scripts } = dataPartsOf(folder);
  return damagedZips({ state: path.join(folder, state), scripts: path.join(folder, scripts) }, stateLines);
}

/** Parts that are missing, below the folder: recorded ones, and without a record those that others need. */
export function missingParts(folder: string): readonly string[] {
  const parts = dataPartsOf(folder);
  return (readRecord(folder) ?? neededParts(folder, parts)).filter((part) => !isThere(folder, parts, part));
}

/**
 * Parts that a folder without a record must have had, because a start makes the parts in one order. The order
 * is database, keys, GameLift with its state and then its scripts, positions of functions.
 */
function neededParts(folder: string, parts: Parts): readonly string[] {
  const has = (part: string): boolean => {
    const place = path.join(folder, part);
    return fs.existsSync(place) && (!fs.statSync(place).isDirectory() || fs.readdirSync(place).length > 0);
  };
  const { database, state, scripts, secrets, alone } = parts;
  if (alone) return has(scripts) ? [state] : [];
  const needed = [path.join(database, 'CURRENT'), secrets, state];
  if (has('lambda') || has(scripts)) return needed;
  if (has(state)) return needed.slice(0, 2);
  return has(secrets) ? needed.slice(0, 1) : [];
}

/**
 * Whether the record of the parts is there and cannot be read: a part that is missing as well would look like
 * one that never existed.
 */
export const isRecordDamaged = (folder: string): boolean =>
  fs.existsSync(path.join(folder, recordName)) && foundRecord(folder) === undefined;

/** Whether a part that a folder of this kind has is not there. */
export function lacksParts(folder: string): boolean {
  const parts = dataPartsOf(folder);
  const usual = parts.alone ? [parts.state] : firstParts(parts);
  return usual.some((part) => !isThere(folder, parts, part));
}

/** Undefined: there is no readable record. */
function readRecord(folder: string): readonly string[] | undefined {
  const parts = remembered(dataPartsOf(folder));
  return foundRecord(folder)?.parts.filter((part) => parts.includes(part));
}

const recordSchema = z.object({
  parts: z.array(z.string()),
  /** Absent: time was never moved. */
  time: z.object({ aheadMs: z.number(), changes: z.int() }).optional(),
  /** Records of earlier versions have none. */
  sha256: z.string().optional(),
});

type PartsRecord = Readonly<z.infer<typeof recordSchema>>;

/** Of the parts alone where there is no time, as in records of earlier versions. */
const checksumOf = ({ parts, time }: PartsRecord): string =>
  jsonChecksum(time === undefined ? parts : { parts, time });

function foundRecord(folder: string): PartsRecord | undefined {
  const file = path.join(folder, recordName);
  if (fs.statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const { data } = recordSchema.safeParse(readJsonFile(file));
  return data && (data.sha256 === undefined || data.sha256 === checksumOf(data)) ? data : undefined;
}
