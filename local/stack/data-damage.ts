import fs from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../core/message-of';
import { DamageError } from '../damage-error';
import { FolderStamp } from '../folder-stamp';
import { hasNoDatabase } from '../dynamodb/leveldb/folder-check';
import { damageInDatabase } from '../dynamodb/trouble';
import { isFolderHeld } from '../gamelift/folder-lock';
import { JournalLedger } from '../gamelift/state/journal-ledger';
import { LookedJournal } from '../gamelift/state/looked-journal';
import { damageInSecrets } from '../secrets/secret-file';
import { damageOutside, type DamagedFile, dataPartsOf, hasJournal, type Parts } from './data-check';
import { findMarker } from './data-marker';
import { isReadableScheme } from './data-scheme';
import { isRepairUnfinished } from './repair-mark';
import { wrongKinds } from './data-kinds';

/**
 * The parts that a look has found whole. Who opens one hands it over, so that a start reads each file once: a
 * part that has changed since is read again.
 */
export interface LookedData {
  readonly database?: FolderStamp;
  readonly state?: LookedJournal;
  readonly messages?: LookedJournal;
}

/** The outcome of a look at a data folder. */
interface Look {
  /** Everything that is damaged or missing, a line each. */
  readonly found: readonly string[];
  /** Without a part that is damaged, or was not looked at. */
  readonly looked: LookedData;
}

/**
 * Looks at a data folder; nothing is opened or changed. Of each journal the first damaged file is found: what
 * a later one should be is only known from those before it. Data that another program has in use change
 * meanwhile, and data of another form are not looked at.
 * @param now epoch milliseconds of the machine
 */
export function lookAtData(folder: string, now: number): Look {
  const lines = (files: readonly DamagedFile[]): string[] => files.map(({ file, what }) => `${file} ${what}`);
  const outside = (): Look => ({ found: lines(damageOutside(folder)), looked: {} });
  if (wrongKinds(folder).length > 0 || isRepairUnfinished(folder)) return outside();
  const marker = findMarker(folder);
  const parts = dataPartsOf(folder);
  const isOther = marker.state === 'whole' && !isReadableScheme(marker.scheme);
  if (isOther || isFolderHeld(path.join(folder, path.dirname(parts.state)))) return outside();
  const database = FolderStamp.of(path.join(folder, parts.database), now);
  const state = lookAtJournal(path.join(folder, parts.state), now);
  const messages = parts.alone ? {} : lookAtJournal(path.join(folder, parts.messages), now);
  const found = [
    ...lines(damageOutside(folder, state.looked?.lines)),
    ...lines(inDatabase(path.join(folder, parts.database))),
    ...[state, messages].flatMap(({ damage }) => damage ?? []),
    ...(parts.alone ? [] : twinJournals(folder, parts)),
    ...lines(damageInSecrets(path.join(folder, parts.secrets))),
  ];
  if (marker.state === 'damaged' || (marker.state === 'missing' && found.length > 0 && !parts.alone))
    found.push(`${marker.file} is ${marker.state}`);
  return {
    found: [...new Set(found)],
    looked: {
      database,
      ...(state.looked === undefined ? {} : { state: state.looked }),
      ...(messages.looked === undefined ? {} : { messages: messages.looked }),
    },
  };
}

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
  return lookAtJournal(folder, Date.now()).damage;
}

function lookAtJournal(
  folder: string,
  now: number,
): { readonly damage?: string; readonly looked?: LookedJournal } {
  if (!hasJournal(folder)) return {};
  try {
    return { looked: LookedJournal.of(folder, now) };
  } catch (error) {
    return { damage: error instanceof DamageError ? error.damage : messageOf(error) };
  }
}
