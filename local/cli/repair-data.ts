import fs from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { repairDatabase } from '../dynamodb/repair';
import { databaseTrouble } from '../dynamodb/trouble';
import { lockFolder } from '../gamelift/folder-lock';
import { replayFolder } from '../gamelift/state/journal-folder';
import { repairJournal } from '../gamelift/state/repair';
import { projectRoot } from '../project-root';
import {
  damagedScripts,
  forgetParts,
  missingParts,
  type Parts,
  partsOf,
  rememberParts,
} from '../stack/data-check';
import { damageInSecrets } from '../secrets/secret-file';
import { damagedPositions } from '../lambda/stream-positions';
import { findMarker, writeMarker } from '../stack/data-marker';
import { dataScheme } from '../stack/data-scheme';

/** The outcome for one part of a data folder. */
export interface RepairedPart {
  readonly part: string;
  /** Undefined: it was not damaged. */
  readonly damage: string | undefined;
  readonly saved: string;
  /** Undefined: nothing. */
  readonly lost: string | undefined;
}

/** The folder for damaged files, below the data folder. */
class Aside {
  readonly #folder: string;
  readonly #aside: string;
  #used = false;

  constructor(folder: string, now: Date) {
    this.#folder = folder;
    this.#aside = path.join(folder, `damaged-${now.toISOString().replace(/[:.]/g, '-')}`);
  }

  /** Undefined: no file was moved there. */
  get folder(): string | undefined {
    return this.#used ? this.#aside : undefined;
  }

  /** Moves a part away. @returns its new place */
  move(part: string): string {
    const to = path.join(this.#aside, part);
    fs.mkdirSync(path.dirname(to), { recursive: true });
    fs.renameSync(path.join(this.#folder, part), to);
    this.#used = true;
    return to;
  }
}

/**
 * Saves what can be saved of a data folder that does not start. Damaged parts are moved aside whole, and new
 * ones with everything readable take their places.
 * @throws Error when another program has the data open
 */
export async function repairData(
  folder: string,
  now: Date,
): Promise<{ readonly parts: readonly RepairedPart[]; readonly aside: string | undefined }> {
  const parts = partsOf(folder);
  const gamelift = path.join(folder, path.dirname(parts.state));
  if (fs.existsSync(gamelift)) lockFolder(gamelift)();
  const aside = new Aside(folder, now);
  const missing = missingParts(folder);
  const done = [
    await database(folder, parts, aside, missing),
    await state(folder, parts, aside, missing),
    scripts(folder, parts, aside),
    keys(folder, parts, aside, missing),
    ...(parts.alone ? [] : [positions(folder, aside), owner(folder, aside)]),
  ];
  forgetParts(folder);
  rememberParts(folder);
  return { parts: done, aside: aside.folder };
}

async function database(
  folder: string,
  parts: Parts,
  aside: Aside,
  missing: readonly string[],
): Promise<RepairedPart> {
  const part = 'DynamoDB';
  const place = path.join(folder, parts.database);
  if (!fs.existsSync(place))
    return gone(
      part,
      missing.some((one) => one.startsWith(parts.database)),
    );
  const damage = await databaseTrouble(place);
  if (damage === undefined) return { part, damage, saved: 'everything', lost: undefined };
  const damaged = aside.move(parts.database);
  const { items, lostBlocks, lostLogBytes, lostBatches } = await repairDatabase(damaged, place, {
    region: 'us-east-1',
    now: Date.now,
  });
  const lost = [
    ...(lostBlocks > 0 ? [`${lostBlocks} blocks of tables`] : []),
    ...(lostLogBytes > 0 ? [`${lostLogBytes} bytes of logs`] : []),
    ...(lostBatches > 0 ? [`the newest ${lostBatches} writes`] : []),
    ...(/\.(ldb|sst) is missing/.test(damage) ? ['what was in the missing tables'] : []),
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
}

async function state(
  folder: string,
  parts: Parts,
  aside: Aside,
  missing: readonly string[],
): Promise<RepairedPart> {
  const part = 'GameLift state';
  const place = path.join(folder, parts.state);
  if (!fs.existsSync(place)) return gone(part, missing.includes(parts.state));
  try {
    replayFolder(place, () => undefined);
    return { part, damage: undefined, saved: 'everything', lost: undefined };
  } catch (error) {
    const damage =
      error instanceof Error ? error.message.replace(/\. `npm run repair`.*$/, '') : String(error);
    const { values, damagedFiles } = await repairJournal(aside.move(parts.state), place);
    return {
      part,
      damage,
      saved: `${values} values`,
      lost: `changes in ${damagedFiles.join(', ') || 'the missing file'}`,
    };
  }
}

/**
 * A stack's script that is gone is taken from the build; its fleet runs what is built now. A script of
 * somebody else becomes an empty zip, until its owner uploads it again: so its fleets and aliases stay.
 */
function scripts(folder: string, { alone }: Parts, aside: Aside): RepairedPart {
  const part = 'Scripts';
  const damaged = damagedScripts(folder);
  if (damaged.length === 0) return { part, damage: undefined, saved: 'everything', lost: undefined };
  const built = path.join(projectRoot, 'build', 'realtime-server.zip');
  let replaced = 0;
  for (const { file } of damaged) {
    if (fs.existsSync(file)) aside.move(path.relative(folder, file));
    if (!alone && !fs.existsSync(built)) continue;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (alone) fs.writeFileSync(file, zipSync({}));
    else fs.copyFileSync(built, file);
    replaced += 1;
  }
  return {
    part,
    damage: damaged.map(({ file, what }) => `${path.relative(folder, file)} ${what}`).join(', '),
    saved: replaced > 0 && !alone ? `${replaced} replaced by build/realtime-server.zip` : 'nothing',
    lost: alone
      ? 'the scripts as they were uploaded: upload them again with UpdateScript'
      : replaced === damaged.length
        ? 'the scripts as they were uploaded'
        : 'scripts; build one (npm run build) and repair again',
  };
}

function keys(folder: string, parts: Parts, aside: Aside, missing: readonly string[]): RepairedPart {
  const part = 'Signing keys';
  const place = path.join(folder, parts.secrets);
  if (!fs.existsSync(place)) return gone(part, missing.includes(parts.secrets));
  const [damaged] = damageInSecrets(place);
  if (!damaged) return { part, damage: undefined, saved: 'everything', lost: undefined };
  aside.move(parts.secrets);
  return {
    part,
    damage: `${parts.secrets} ${damaged.what}`,
    saved: 'nothing',
    lost: 'all keys: new ones are made at the next start, and players sign in again',
  };
}

/** Positions of functions in streams. A start begins at the oldest record where they are damaged. */
function positions(folder: string, aside: Aside): RepairedPart {
  const part = 'Stream positions';
  const damaged = damagedPositions(path.join(folder, 'lambda'));
  for (const name of damaged) aside.move(path.join('lambda', name));
  return {
    part,
    damage: damaged.length === 0 ? undefined : `${damaged.join(', ')} damaged`,
    saved: damaged.length === 0 ? 'everything' : 'nothing of them: functions get the records of a day again',
    lost: undefined,
  };
}

/** The file that names the owner of these data. */
function owner(folder: string, aside: Aside): RepairedPart {
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
  if (found.state === 'damaged') aside.move(name);
  writeMarker(folder, dataScheme, {});
  return {
    part,
    damage: `${name} is ${found.state}`,
    saved: 'nothing',
    lost: 'the environment and Region that the data are of: the next start takes them as its own',
  };
}

function gone(part: string, known: boolean): RepairedPart {
  return known
    ? { part, damage: 'it is missing', saved: 'nothing', lost: 'all of it: the next start creates it again' }
    : { part, damage: undefined, saved: 'not there', lost: undefined };
}
