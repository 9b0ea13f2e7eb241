import fs from 'node:fs';
import path from 'node:path';
import { repairDatabase } from '../dynamodb/repair';
import { hasNoDatabase } from '../dynamodb/leveldb/folder-check';
import { databaseTrouble, isProbe } from '../dynamodb/trouble';
import { lockFolder } from '../gamelift/folder-lock';
import { repairJournal } from '../gamelift/state/repair';
import {
  damageInTime,
  hasJournal,
  isDataFolder,
  isRecordDamaged,
  lacksParts,
  missingParts,
  type Parts,
  dataPartsOf,
  recordedTime,
  recordName,
  recordParts,
  rememberParts,
} from '../stack/data-check';
import { damageInSecrets } from '../secrets/secret-file';
import { damagedMessages } from '../messages/kept-messages';
import { damagedPositions } from '../lambda/stream-positions';
import { damageInJournal } from '../stack/data-damage';
import { type WrongKind, wrongKinds } from '../stack/data-kinds';
import { dataPartsIn, findMarker, writeMarker } from '../stack/data-marker';
import { dataScheme } from '../stack/data-scheme';
import { type RepairedPart } from '../stack/repair-mark';
import { findTime, timeName, writeTime } from '../time/time-file';
import { moveUnusable } from './move-unusable';
import { RepairRun } from './repair-run';
import { repairScripts } from './repair-scripts';

/** The outcome of a repair. */
export interface Repaired {
  readonly parts: readonly RepairedPart[];
  /** The folder of the damaged files; undefined: there are none. */
  readonly aside: string | undefined;
}

/**
 * Saves what can be saved of a data folder that does not start. Damaged parts are moved aside whole, and new
 * ones with everything readable take their places. A repair that was interrupted is continued.
 * @param report called before the end: a repair that is killed before it reports it again
 * @throws Error when another program has the data open, this user may not read all of it, or a link leads
 *   nowhere. Also the disk's error, after which `isRepairUnfinished` tells whether anything was changed
 */
export async function repairData(
  folder: string,
  now: Date,
  report: (repaired: Repaired) => void = () => undefined,
): Promise<Repaired> {
  if (!isDataFolder(folder)) throw new Error(`${folder} holds no data of Turnlift`);
  // Before the lock, which makes a folder that would count as a part.
  const partsIn = dataPartsIn(folder);
  const wrong = wrongKinds(folder);
  const parts = dataPartsOf(folder);
  const gamelift = path.dirname(parts.state);
  const moved = moveUnusable(folder, now, wrong);
  const release = lockFor(folder, gamelift, wrong);
  try {
    for (const name of fs.readdirSync(folder))
      if (isProbe(name)) fs.rmSync(path.join(folder, name), { recursive: true });
    const run = new RepairRun(folder, now);
    const kinds = setAside(wrong, moved, run);
    const missing = missingParts(folder);
    const done = [
      kinds,
      record(folder, wrong, run),
      await database(folder, parts, run, missing),
      await journal(folder, 'GameLift state', parts.state, run, missing),
      await repairScripts(folder, parts, run),
      keys(folder, parts, run, missing),
      ...(parts.alone
        ? []
        : [
            await messages(folder, parts, run, missing),
            positions(folder, run),
            time(folder, run, missing),
            owner(folder, partsIn, run),
          ]),
    ].map((outcome) => run.note(outcome));
    if (done.some(({ damage }) => damage !== undefined)) recordParts(folder);
    else rememberParts(folder);
    const repaired = { parts: done, aside: run.aside };
    report(repaired);
    run.finish();
    return repaired;
  } finally {
    release();
  }
}

/** Two repairs at once would delete each other's files. @returns a function that releases the lock */
function lockFor(folder: string, gamelift: string, wrong: readonly WrongKind[]): () => void {
  // No program can use GameLift's folder that is a file.
  if (wrong.some(({ place }) => place === gamelift)) return () => undefined;
  const place = path.join(folder, gamelift);
  const isNew = !fs.existsSync(place);
  const release = lockFolder(place);
  return () => {
    release();
    if (isNew && fs.readdirSync(place).length === 0) fs.rmdirSync(place);
  };
}

/** Sets aside what no program can read; the parts that miss it say what is lost. */
function setAside(wrong: readonly WrongKind[], moved: readonly WrongKind[], run: RepairRun): RepairedPart {
  const part = 'Files and folders';
  if (wrong.length === 0) return { part, damage: undefined, saved: 'everything', lost: undefined };
  const outcome = run.note({
    part,
    damage: wrong.map(({ place, what }) => `${place} ${what}`).join(', '),
    saved: 'nothing',
    lost: undefined,
  });
  for (const one of wrong) if (!moved.includes(one)) run.moveAside(one.place);
  return outcome;
}

/** The record of the parts; the end of the repair writes it again. */
function record(folder: string, wrong: readonly WrongKind[], run: RepairRun): RepairedPart {
  const part = 'Record of parts';
  const isDamaged = isRecordDamaged(folder);
  if (!isDamaged && !wrong.some(({ place }) => place === recordName))
    return run.before(part) ?? { part, damage: undefined, saved: 'everything', lost: undefined };
  const outcome = run.note({
    part,
    damage: `${recordName} is damaged`,
    saved: 'the names of the parts that are there',
    lost: lacksParts(folder) ? 'perhaps a whole part: only this file tells which there were' : undefined,
  });
  if (isDamaged) run.moveAside(recordName);
  return outcome;
}

async function database(
  folder: string,
  parts: Parts,
  run: RepairRun,
  missing: readonly string[],
): Promise<RepairedPart> {
  const part = 'DynamoDB';
  const place = path.join(folder, parts.database);
  if (!fs.existsSync(place) || hasNoDatabase(place))
    return gone(
      part,
      missing.some((one) => one.startsWith(parts.database)),
    );
  const damage = await databaseTrouble(place);
  if (damage === undefined) return { part, damage, saved: 'everything', lost: undefined };
  return run.exchange(parts.database, async (damaged, repaired) => {
    const { items, lost, misnamed } = await repairDatabase(damaged, repaired, {
      region: 'us-east-1',
      now: Date.now,
    });
    return {
      part,
      damage,
      saved: [
        [...items].map(([table, count]) => `${table}: ${count} items`).join(', ') || 'no table',
        ...misnamed,
      ].join('; '),
      lost: lost.length > 0 ? lost.join(', ') : undefined,
    };
  });
}

/** @param place of the journal, below the folder */
async function journal(
  folder: string,
  part: string,
  place: string,
  run: RepairRun,
  missing: readonly string[],
): Promise<RepairedPart> {
  if (!hasJournal(path.join(folder, place))) return gone(part, missing.includes(place));
  const damage = damageInJournal(path.join(folder, place));
  if (damage === undefined) return { part, damage, saved: 'everything', lost: undefined };
  return run.exchange(place, async (damaged, repaired) => {
    const { values, lost } = await repairJournal(damaged, repaired);
    return { part, damage, saved: `${values} values`, lost };
  });
}

/** The messages that wait, and the files that earlier versions had for each of them. */
async function messages(
  folder: string,
  { messages: place }: Parts,
  run: RepairRun,
  missing: readonly string[],
): Promise<RepairedPart> {
  const part = 'Messages';
  const damaged = damagedMessages(path.join(folder, place));
  if (damaged.length === 0) return run.before(part) ?? (await journal(folder, part, place, run, missing));
  const outcome = run.note({
    part,
    damage: `${damaged.join(', ')} damaged`,
    saved: 'all others',
    lost: `the messages in ${damaged.join(', ')}`,
  });
  for (const name of damaged) run.moveAside(path.join(place, name));
  return outcome;
}

function keys(folder: string, parts: Parts, run: RepairRun, missing: readonly string[]): RepairedPart {
  const part = 'Signing keys';
  const place = path.join(folder, parts.secrets);
  // An earlier repair may have set them aside.
  if (!fs.existsSync(place)) return run.before(part) ?? gone(part, missing.includes(parts.secrets));
  const [damaged] = damageInSecrets(place);
  if (!damaged) return { part, damage: undefined, saved: 'everything', lost: undefined };
  const outcome = run.note({
    part,
    damage: `${parts.secrets} ${damaged.what}`,
    saved: 'nothing',
    lost: 'all keys: new ones are made at the next start, and players sign in again',
  });
  run.moveAside(parts.secrets);
  return outcome;
}

/** Positions of functions in streams. A start begins at the oldest record where they are damaged. */
function positions(folder: string, run: RepairRun): RepairedPart {
  const part = 'Stream positions';
  const damaged = damagedPositions(path.join(folder, 'lambda'));
  const outcome = run.note({
    part,
    damage: damaged.length === 0 ? undefined : `${damaged.join(', ')} damaged`,
    saved: damaged.length === 0 ? 'everything' : 'nothing: functions get the records of a day again',
    lost: undefined,
  });
  for (const name of damaged) run.moveAside(path.join('lambda', name));
  return outcome;
}

/** Without its file time is the machine's: rows of a later time do not expire before it has come. */
function time(folder: string, run: RepairRun, missing: readonly string[]): RepairedPart {
  const part = 'Time';
  const [damage] = missing.includes(timeName) ? ['is missing'] : damageInTime(folder);
  const { state } = findTime(folder);
  if (damage === undefined)
    return state === 'none'
      ? (run.before(part) ?? gone(part, false))
      : { part, damage, saved: 'everything', lost: undefined };
  const recorded = recordedTime(folder);
  const outcome = run.note({
    part,
    damage: `${timeName} ${damage}`,
    ...(recorded === undefined
      ? { saved: 'nothing', lost: 'how far time was ahead: it is the machine’s again' }
      : { saved: `everything: ${recordName} has it too`, lost: undefined }),
  });
  if (state !== 'none') run.moveAside(timeName);
  if (recorded !== undefined) writeTime(folder, recorded);
  return outcome;
}

/** The file that names the owner of these data. */
function owner(folder: string, partsIn: readonly string[], run: RepairRun): RepairedPart {
  const part = 'Environment';
  const found = findMarker(folder, partsIn);
  const before = run.before(part);
  if (found.state === 'missing' && before !== undefined) {
    writeMarker(folder, dataScheme, {});
    return before;
  }
  if (found.state === 'none' || found.state === 'whole')
    return {
      part,
      damage: undefined,
      saved: found.state === 'none' ? 'not there' : 'everything',
      lost: undefined,
    };
  const name = path.basename(found.file);
  const outcome = run.note({
    part,
    damage: `${name} is ${found.state}`,
    saved: 'nothing',
    lost: 'the environment and Region that the data are of: the next start takes them as its own',
  });
  if (found.state === 'damaged') run.moveAside(name);
  writeMarker(folder, dataScheme, {});
  return outcome;
}

function gone(part: string, known: boolean): RepairedPart {
  return known
    ? { part, damage: 'it is missing', saved: 'nothing', lost: 'all of it: the next start creates it again' }
    : { part, damage: undefined, saved: 'not there', lost: undefined };
}
