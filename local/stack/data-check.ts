import fs from 'node:fs';
import path from 'node:path';
import { replaceFile } from '../json-file';
import { numbersIn, segmentName, snapshotName } from '../gamelift/state/journal-folder';
import { readJournalFile } from '../gamelift/state/journal-file';
import { isWholeZip } from '../../templates/zip-check';

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
  /** GameLift has the folder to itself (`npm run gamelift`): its scripts are those of its user. */
  readonly alone: boolean;
}

/** The parts of a folder, be it of a whole stack or of GameLift alone. */
export function partsOf(folder: string): Parts {
  const alone =
    ['state', 'scripts', 'gamelift.lock'].some((entry) => fs.existsSync(path.join(folder, entry))) ||
    notedIn(folder).includes('state');
  const gamelift = alone ? '' : 'gamelift';
  return {
    database: 'dynamodb',
    state: path.join(gamelift, 'state'),
    scripts: path.join(gamelift, 'scripts'),
    secrets: path.join('secrets', 'secrets.json'),
    alone,
  };
}

/** Records the parts of a data folder: a missing part differs from one that never existed. */
const memoryName = 'turnlift-data.json';
const remembered = ({ database, state, secrets }: Parts): readonly string[] => [
  path.join(database, 'CURRENT'),
  state,
  secrets,
];

/** Records the existing parts. It can be called at any time; recorded parts stay recorded. */
export function rememberParts(folder: string): void {
  const known = new Set([
    ...readMemory(folder),
    ...remembered(partsOf(folder)).filter((part) => fs.existsSync(path.join(folder, part))),
  ]);
  const content = `${JSON.stringify({ parts: [...known].sort() })}\n`;
  const file = path.join(folder, memoryName);
  if (known.size === 0 || (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === content)) return;
  replaceFile(file, content);
}

/** Deletes the record, because a repair moves parts away. */
export function forgetParts(folder: string): void {
  fs.rmSync(path.join(folder, memoryName), { force: true });
}

/**
 * Damage that opening the parts would not report, or not by name: missing parts, and missing or unreadable
 * zips. The database, the journal and the key set report theirs when they are opened.
 */
export function damageOutside(folder: string): readonly DamagedFile[] {
  return [
    ...missingParts(folder).map((part) => ({ file: path.join(folder, part), what: 'is missing' })),
    ...damagedScripts(folder),
  ];
}

/** Recorded parts that are missing, below the folder. */
export function missingParts(folder: string): readonly string[] {
  return readMemory(folder).filter((part) => !fs.existsSync(path.join(folder, part)));
}

/** Zips of scripts that are missing or cannot be unpacked. */
export function damagedScripts(folder: string): readonly DamagedFile[] {
  const parts = partsOf(folder);
  return scriptsIn(path.join(folder, parts.state)).flatMap(({ id, revision }) => {
    const file = path.join(folder, parts.scripts, id, `${revision}.zip`);
    if (!fs.existsSync(file)) return [{ file, what: 'is missing' }];
    return isWholeZip(fs.readFileSync(file)) ? [] : [{ file, what: 'is damaged' }];
  });
}

/** The scripts in GameLift's state; unreadable entries are reported elsewhere. */
function scriptsIn(state: string): ReadonlyArray<{ readonly id: string; readonly revision: number }> {
  const { snapshots, segments } = numbersIn(state);
  const latest = snapshots.at(-1) ?? 0;
  const revisions = new Map<string, number>();
  for (const name of [
    ...(snapshots.length > 0 ? [snapshotName(latest)] : []),
    ...segments.filter((number) => number >= latest).map(segmentName),
  ])
    for (const { c, i, v } of readJournalFile(path.join(state, name)).lines) {
      if (c !== 'scripts') continue;
      if (v && 'revision' in v && typeof v.revision === 'number') revisions.set(i, v.revision);
      else revisions.delete(i);
    }
  return [...revisions].map(([id, revision]) => ({ id, revision }));
}

function readMemory(folder: string): readonly string[] {
  const parts = remembered(partsOf(folder));
  return notedIn(folder).filter((part) => parts.includes(part));
}

function notedIn(folder: string): readonly string[] {
  const file = path.join(folder, memoryName);
  if (!fs.existsSync(file)) return [];
  try {
    const noted: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (typeof noted === 'object' && noted !== null && 'parts' in noted && Array.isArray(noted.parts))
      return noted.parts.filter((part) => typeof part === 'string');
  } catch {
    // the record only helps to find losses, so losing it loses nothing
  }
  return [];
}
