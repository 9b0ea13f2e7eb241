import fs from 'node:fs';
import path from 'node:path';
import { isSystemError } from '../system-error';

/** A file where a folder should be, a folder where a file should be, or a pipe or device for one of them. */
export interface WrongKind {
  /** Below the data folder. */
  readonly place: string;
  readonly file: string;
  /** A clause without its subject. */
  readonly what: string;
}

type Kind = 'file' | 'folder';
/** Opening a pipe would wait for a program at its other end. */
type FoundKind = Kind | 'pipe or device';

interface Expected {
  readonly kind: Kind;
  /** Kinds of the entries of a folder, by their names; other entries are not looked at. */
  readonly within?: ReadonlyArray<readonly [name: RegExp, expected: Expected]>;
}

const file: Expected = { kind: 'file' };
const folder = (...within: ReadonlyArray<readonly [RegExp, Expected]>): Expected => ({
  kind: 'folder',
  within,
});
const journal = folder([/^(snapshot|changes)-\d{9}\.jsonl$|^journal\.ledger$|\.json$/, file]);
const state = [/^state$/, journal] as const;
const scripts = [/^scripts$/, folder([/^script-/, folder([/^\d+\.zip$/, file])])] as const;
const lock = [/^gamelift\.lock$/, file] as const;
/** Of the stack, and of the processes of each fleet's locations. */
const logs = [
  /^logs$/,
  folder([/^stack\.log(\.\d+)?$/, file], [/^fleet-/, folder([/./, folder([/\.log$/, file])])]),
] as const;
const ofLevelDb = /^(CURRENT|LOCK|LOG(\.old)?|MANIFEST-\d+|\d+\.(log|ldb|sst|dbtmp))$/;
const whole = folder(
  [/^dynamodb$/, folder([ofLevelDb, file], [/^(turnlift\.ledger|probe\.tmp)$/, file])],
  [/^gamelift$/, folder(state, scripts, lock, logs)],
  state,
  scripts,
  lock,
  logs,
  [/^lambda$/, folder([/^(stream-.*\.json|dead-letters\.jsonl)$/, file])],
  [/^messages$/, journal],
  [/^secrets$/, folder([/^secrets\.json$/, file])],
  [/^((turnlift(-data|-repair)?|time)\.json|console-token)$/, file],
);

/** The end of a name under which a file is written before it takes the place of another. */
const unfinished = /\.part(ial)?$/;

/**
 * Entries of a data folder that are of the wrong kind: nothing can read them, and a copy may have made them.
 * Each file of the data is opened once.
 * @throws Error naming a file that this user may not read, or a link that leads nowhere. Neither is damaged,
 *   and a repair would throw it away
 */
export const wrongKinds = (data: string): readonly WrongKind[] => wrongIn(data, '', whole);

function wrongIn(data: string, place: string, { within = [] }: Expected): readonly WrongKind[] {
  return reading(path.join(data, place), (full) => fs.readdirSync(full)).flatMap((name) => {
    const expected = within.find(([form]) => form.test(name.replace(unfinished, '')))?.[1];
    const below = path.join(place, name);
    const found = expected === undefined ? undefined : kindOf(path.join(data, below));
    if (expected === undefined || found === undefined) return [];
    if (found === expected.kind) {
      if (found === 'folder') return wrongIn(data, below, expected);
      open(path.join(data, below));
      return [];
    }
    const what = `is a ${found}; a ${expected.kind} is needed there`;
    return [{ place: below, file: path.join(data, below), what }];
  });
}

/** Undefined: it was deleted meanwhile. */
function kindOf(place: string): FoundKind | undefined {
  const found = reading(place, (full) => fs.statSync(full, { throwIfNoEntry: false }));
  if (found?.isDirectory() === true) return 'folder';
  if (found !== undefined) return found.isFile() ? 'file' : 'pipe or device';
  if (fs.lstatSync(place, { throwIfNoEntry: false }) === undefined) return undefined;
  throw new Error(
    `${place} is a link to ${fs.readlinkSync(place)}, which is not there: mount its disk, or delete the link`,
  );
}

function open(file: string): void {
  try {
    fs.closeSync(reading(file, (full) => fs.openSync(full, 'r')));
  } catch (error) {
    // Deleted meanwhile.
    if (!isSystemError(error, 'ENOENT')) throw error;
  }
}

/** @throws Error in words for a place that this user may not read; the system's own otherwise */
function reading<Result>(place: string, read: (place: string) => Result): Result {
  try {
    return read(place);
  } catch (error) {
    if (!isSystemError(error, 'EACCES', 'EPERM')) throw error;
    throw new Error(
      `this user may not read ${place}: it belongs to another user, for example after a start with ` +
        'sudo. Nothing in it is damaged: give it back (chown -R), or start as that user',
    );
  }
}
