import fs from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { recordZips, zipFields } from '../gamelift/scripts/script-store';
import { projectRoot } from '../project-root';
import { type Parts } from '../stack/data-check';
import { damagedZips, type DamagedScript } from '../stack/script-check';
import { type RepairedPart } from '../stack/repair-mark';
import { type RepairRun } from './repair-run';

/**
 * A zip that lies in another script's place is put back. Another script of a stack is taken from the build;
 * its fleet runs what is built now. One of another account becomes an empty zip, until its owner uploads it
 * again: so its fleets and aliases stay.
 */
export async function repairScripts(folder: string, parts: Parts, run: RepairRun): Promise<RepairedPart> {
  const part = 'Scripts';
  const places = { state: path.join(folder, parts.state), scripts: path.join(folder, parts.scripts) };
  const damaged = damagedZips(places);
  if (damaged.length === 0) return { part, damage: undefined, saved: 'everything', lost: undefined };
  const found = zipsBelow(places.scripts);
  const zipOf = ({ sha256 }: DamagedScript): Uint8Array | undefined => found.get(sha256 ?? '');
  const gone = damaged.filter((script) => zipOf(script) === undefined);
  const substitute = substituteFor(parts);
  const outcome = run.note({
    part,
    damage: damaged.map(({ file, what }) => `${path.relative(folder, file)} ${what}`).join(', '),
    ...savedAndLost(parts, damaged.length - gone.length, gone.length, substitute !== undefined),
  });
  const written = new Map<string, Uint8Array>();
  for (const script of damaged) {
    const { id, file } = script;
    if (fs.existsSync(file)) run.moveAside(path.relative(folder, file));
    const zip = zipOf(script) ?? substitute;
    if (zip === undefined) continue;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, zip);
    written.set(id, zip);
  }
  await recordZips(places.state, written);
  return outcome;
}

/** All zips of scripts, by their checksums. */
function zipsBelow(scripts: string): ReadonlyMap<string, Uint8Array> {
  if (!fs.existsSync(scripts)) return new Map();
  const names = fs.readdirSync(scripts, { recursive: true, encoding: 'utf8' });
  return new Map(
    names
      .filter((name) => name.endsWith('.zip'))
      .map((name) => fs.readFileSync(path.join(scripts, name)))
      .map((zip) => [zipFields(zip).sha256, zip]),
  );
}

function substituteFor({ alone }: Parts): Uint8Array | undefined {
  if (alone) return zipSync({});
  const built = path.join(projectRoot, 'build', 'realtime-server.zip');
  return fs.existsSync(built) ? fs.readFileSync(built) : undefined;
}

function savedAndLost(
  { alone }: Parts,
  back: number,
  gone: number,
  hasSubstitute: boolean,
): Pick<RepairedPart, 'saved' | 'lost'> {
  const saved = [
    ...(back > 0 ? [`${back} put back in their places`] : []),
    ...(gone > 0 && !alone && hasSubstitute ? [`${gone} replaced by build/realtime-server.zip`] : []),
  ];
  const lost = alone
    ? 'the scripts as they were uploaded: upload them again with UpdateScript'
    : hasSubstitute
      ? 'the scripts as they were uploaded'
      : 'scripts; build one (npm run build) and repair again';
  return { saved: saved.join(', ') || 'nothing', lost: gone > 0 ? lost : undefined };
}
