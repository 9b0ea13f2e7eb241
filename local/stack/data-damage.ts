import fs from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../core/message-of';
import { DamageError } from '../damage-error';
import { hasNoDatabase } from '../dynamodb/leveldb/folder-check';
import { damageInDatabase } from '../dynamodb/trouble';
import { isFolderHeld } from '../gamelift/folder-lock';
import { readFolder } from '../gamelift/state/journal-folder';
import { JournalLedger } from '../gamelift/state/journal-ledger';
import { damageInSecrets } from '../secrets/secret-file';
import { damageOutside, type DamagedFile, dataPartsOf, hasJournal, type Parts } from './data-check';
import { findMarker } from './data-marker';
import { isReadableScheme } from './data-scheme';
import { isRepairUnfinished } from './repair-mark';
import { wrongKinds } from './data-kinds';

/**
 * Everything that is damaged or missing in a data folder, a line each; nothing is opened or changed. Of each
 * journal it is the first file: what a later one should be is only known from those before it. Data that
 * another program has in use change meanwhile, and data of another form are not looked at.
 */
export function damageInData(folder: string): readonly string[] {
  const lines = (found: readonly DamagedFile[]): string[] => found.map(({ file, what }) => `${file} ${what}`);
  if (wrongKinds(folder).length > 0 || isRepairUnfinished(folder)) return lines(damageOutside(folder));
  const marker = findMarker(folder);
  const parts = dataPartsOf(folder);
  const isOther = marker.state === 'whole' && !isReadableScheme(marker.scheme);
  if (isOther || isFolderHeld(path.join(folder, path.dirname(parts.state))))
    return lines(damageOutside(folder));
  const found = [
    ...lines(damageOutside(folder)),
    ...lines(inDatabase(path.join(folder, parts.database))),
    ...journalsOf(parts).flatMap((journal) => damageInJournal(path.join(folder, journal)) ?? []),
    ...(parts.alone ? [] : twinJournals(folder, parts)),
    ...lines(damageInSecrets(path.join(folder, parts.secrets))),
  ];
  if (marker.state === 'damaged' || (marker.state === 'missing' && found.length > 0 && !parts.alone))
    found.push(`${marker.file} is ${marker.state}`);
  return [...new Set(found)];
}

const journalsOf = ({ state, messages, alone }: Parts): readonly string[] =>
  alone ? [state] : [state, messages];

/** One journal in both places: all its files name the same id. */
function twinJournals(folder: string, { state, messages }: Parts): readonly string[] {
  const [one, other] = [state, messages].map((journal) => idOf(path.join(folder, journal)));
  return one !== undefined && one === other
    ? [`${path.join(folder, state)} and ${path.join(folder, messages)} are the same journal: one is a copy`]
    : [];
}

function idOf(journal: string): string | undefined {
  try {
    return JournalLedger.read(journal)?.journal;
  } catch {
    return undefined; // damageInJournal names it
  }
}

const inDatabase = (folder: string): readonly DamagedFile[] =>
  !fs.existsSync(folder) || hasNoDatabase(folder) ? [] : damageInDatabase(folder);

/** The damage of a journal, with the name of its file; undefined: none. */
export function damageInJournal(folder: string): string | undefined {
  if (!hasJournal(folder)) return undefined;
  try {
    readFolder(folder, () => undefined);
    return undefined;
  } catch (error) {
    return error instanceof DamageError ? error.damage : messageOf(error);
  }
}
