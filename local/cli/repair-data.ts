import fs from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { repairDatabase } from '../dynamodb/repair';
import { hasNoDatabase } from '../dynamodb/leveldb/folder-check';
import { databaseTrouble } from '../dynamodb/trouble';
import { lockFolder } from '../gamelift/folder-lock';
import { replayFolder } from '../gamelift/state/journal-folder';
import { repairJournal } from '../gamelift/state/repair';
import { projectRoot } from '../project-root';
import {
  damagedScripts,
  hasJournal,
  isRecordDamaged,
  lacksParts,
  missingParts,
  type Parts,
  partsOf,
  recordName,
  recordParts,
  rememberParts,
} from '../stack/data-check';
import { damageInSecrets } from '../secrets/secret-file';
import { damagedPositions } from '../lambda/stream-positions';
import { refuseForbidden } from '../stack/data-access';
import { findMarker, writeMarker } from '../stack/data-marker';
import { dataScheme } from '../stack/data-scheme';
import { type RepairedPart } from '../stack/repair-mark';
import { RepairRun } from './repair-run';

/**
 * Saves what can be saved of a data folder that does not start. Damaged parts are moved aside whole, and new
 * ones with everything readable take their places. A repair that was interrupted is continued.
 * @throws Error when another program has the data open, or this user may not read all of it; or the disk's
 *   error, after which `isRepairUnfinished` tells whether anything was changed
 */
export async function repairData(
  folder: string,
  now: Date,
): Promise<{ readonly parts: readonly RepairedPart[]; readonly aside: string | undefined }> {
  refuseForbidden(folder);
  const run = new RepairRun(folder, now);
  const parts = partsOf(folder);
  const gamelift = path.join(folder, path.dirname(parts.state));
  const release = fs.existsSync(gamelift) ? lockFolder(gamelift) : undefined;
  try {
    const missing = missingParts(folder);
    const done = [
      record(folder, run),
      await database(folder, parts, run, missing),
      await state(folder, parts, run, missing),
      scripts(folder, parts, run),
      keys(folder, parts, run, missing),
      ...(parts.alone ? [] : [positions(folder, run), owner(folder, run)]),
    ].map((outcome) => run.note(outcome));
    if (done.some(({ damage }) => damage !== undefined)) recordParts(folder);
    else rememberParts(folder);
    run.finish();
    return { parts: done, aside: run.aside };
  } finally {
    release?.();
  }
}

/** The record of the parts; the end of the repair writes it again. */
function record(folder: string, run: RepairRun): RepairedPart {
  const part = 'Record of parts';
  if (!isRecordDamaged(folder)) return { part, damage: undefined, saved: 'everything', lost: undefined };
  const outcome = run.note({
    part,
    damage: `${recordName} is damaged`,
    saved: 'the names of the parts that are there',
    lost: lacksParts(folder) ? 'perhaps a whole part: only this file tells which there were' : undefined,
  });
  run.moveAside(recordName);
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
    const { items, lost: known } = await repairDatabase(damaged, repaired, {
      region: 'us-east-1',
      now: Date.now,
    });
    const lost = [
      ...known,
      ...(/is another table/.test(damage)
        ? ['what was in the replaced tables, unless it is in the others']
        : []),
    ];
    return {
      part,
      damage,
      saved: [...items].map(([table, count]) => `${table}: ${count} items`).join(', ') || 'no table',
      lost: lost.length > 0 ? lost.join(', ') : undefined,
    };
  });
}

async function state(
  folder: string,
  parts: Parts,
  run: RepairRun,
  missing: readonly string[],
): Promise<RepairedPart> {
  const part = 'GameLift state';
  const place = path.join(folder, parts.state);
  if (!hasJournal(place)) return gone(part, missing.includes(parts.state));
  const damage = damageInJournal(place);
  if (damage === undefined) return { part, damage, saved: 'everything', lost: undefined };
  return run.exchange(parts.state, async (damaged, repaired) => {
    const { values, lost } = await repairJournal(damaged, repaired);
    return { part, damage, saved: `${values} values`, lost: lost ?? 'what was in the missing files' };
  });
}

function damageInJournal(folder: string): string | undefined {
  try {
    replayFolder(folder, () => undefined);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/\. `npm run repair`.*$/, '') : String(error);
  }
}

/**
 * A stack's script that is gone is taken from the build; its fleet runs what is built now. A script of
 * somebody else becomes an empty zip, until its owner uploads it again: so its fleets and aliases stay.
 */
function scripts(folder: string, { alone }: Parts, run: RepairRun): RepairedPart {
  const part = 'Scripts';
  const damaged = damagedScripts(folder);
  if (damaged.length === 0) return { part, damage: undefined, saved: 'everything', lost: undefined };
  const built = path.join(projectRoot, 'build', 'realtime-server.zip');
  const isBuilt = fs.existsSync(built);
  const outcome = run.note({
    part,
    damage: damaged.map(({ file, what }) => `${path.relative(folder, file)} ${what}`).join(', '),
    saved: isBuilt && !alone ? `${damaged.length} replaced by build/realtime-server.zip` : 'nothing',
    lost: alone
      ? 'the scripts as they were uploaded: upload them again with UpdateScript'
      : isBuilt
        ? 'the scripts as they were uploaded'
        : 'scripts; build one (npm run build) and repair again',
  });
  for (const { file } of damaged) {
    if (fs.existsSync(file)) run.moveAside(path.relative(folder, file));
    if (!alone && !isBuilt) continue;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (alone) fs.writeFileSync(file, zipSync({}));
    else fs.copyFileSync(built, file);
  }
  return outcome;
}

function keys(folder: string, parts: Parts, run: RepairRun, missing: readonly string[]): RepairedPart {
  const part = 'Signing keys';
  const place = path.join(folder, parts.secrets);
  if (!fs.existsSync(place)) return gone(part, missing.includes(parts.secrets));
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
    saved: damaged.length === 0 ? 'everything' : 'nothing of them: functions get the records of a day again',
    lost: undefined,
  });
  for (const name of damaged) run.moveAside(path.join('lambda', name));
  return outcome;
}

/** The file that names the owner of these data. */
function owner(folder: string, run: RepairRun): RepairedPart {
  const part = 'Environment';
  const found = findMarker(folder);
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
