import fs from 'node:fs';
import path from 'node:path';

/** A file where a folder should be, or a folder where a file should be. */
export interface WrongKind {
  /** Below the data folder. */
  readonly place: string;
  readonly file: string;
  /** A clause without its subject. */
  readonly what: string;
}

type Kind = 'file' | 'folder';

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
const state = [/^state$/, folder([/^(snapshot|changes)-\d{9}\.jsonl$|^journal\.ledger$/, file])] as const;
const scripts = [/^scripts$/, folder([/^script-/, folder([/^\d+\.zip$/, file])])] as const;
const whole = folder(
  [/^dynamodb$/, folder([/^(CURRENT|LOCK|MANIFEST-\d+|\d+\.(log|ldb|sst)|turnlift\.ledger)$/, file])],
  [/^gamelift$/, folder(state, scripts)],
  state,
  scripts,
  [/^lambda$/, folder([/^stream-.*\.json$/, file])],
  [/^secrets$/, folder([/^secrets\.json$/, file])],
  [/^turnlift(-data|-repair)?\.json$/, file],
);

/**
 * Entries of a data folder that are of the wrong kind: nothing can read them, and a copy may have made them.
 * @throws Error naming a link that leads nowhere: its disk may come back, so nothing is damaged
 */
export const wrongKinds = (data: string): readonly WrongKind[] => wrongIn(data, '', whole);

function wrongIn(data: string, place: string, { within = [] }: Expected): readonly WrongKind[] {
  return fs.readdirSync(path.join(data, place)).flatMap((name) => {
    const expected = within.find(([form]) => form.test(name))?.[1];
    const below = path.join(place, name);
    const found = expected === undefined ? undefined : kindOf(path.join(data, below));
    if (expected === undefined || found === undefined) return [];
    if (found === expected.kind) return found === 'folder' ? wrongIn(data, below, expected) : [];
    const what = `is a ${found}; a ${expected.kind} is needed there`;
    return [{ place: below, file: path.join(data, below), what }];
  });
}

/** Undefined: it was deleted meanwhile. */
function kindOf(place: string): Kind | undefined {
  const found = fs.statSync(place, { throwIfNoEntry: false });
  if (found !== undefined) return found.isDirectory() ? 'folder' : 'file';
  if (fs.lstatSync(place, { throwIfNoEntry: false }) === undefined) return undefined;
  throw new Error(
    `${place} is a link to ${fs.readlinkSync(place)}, which is not there: mount its disk, or delete the link`,
  );
}
