import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { zipFields } from '../gamelift/scripts/script-store';
import { type Line, readJournalFile } from '../gamelift/state/journal-file';
import { numbersIn, segmentName, snapshotName } from '../gamelift/state/journal-folder';
import { isWholeZip } from '../../templates/zip-check';

/** Where the state and the zips are. */
export interface ScriptPlaces {
  readonly state: string;
  readonly scripts: string;
}

/** A script whose zip is missing or another one. */
export interface DamagedScript {
  readonly id: string;
  readonly file: string;
  /** A clause without its subject. */
  readonly what: string;
  /** Of the zip that was uploaded; undefined in states of earlier versions. */
  readonly sha256: string | undefined;
}

/** The fields of a script's record that its zip is compared with. */
const recordSchema = z.object({
  revision: z.number(),
  size: z.number().optional(),
  sha256: z.string().optional(),
});

/**
 * Zips of scripts that are missing, cannot be unpacked, or are not those that were uploaded.
 * @param lines of the state's journal; absent: they are read here, as far as they can be
 */
export function damagedZips(
  { state, scripts }: ScriptPlaces,
  lines: Iterable<Line> = linesIn(state),
): readonly DamagedScript[] {
  return [...scriptsIn(lines)].flatMap(([id, record]) => {
    const file = path.join(scripts, id, `${record.revision}.zip`);
    const what = fs.existsSync(file) ? damageOf(fs.readFileSync(file), record) : 'is missing';
    return what === undefined ? [] : [{ id, file, what, sha256: record.sha256 }];
  });
}

function damageOf(bytes: Buffer, { size, sha256 }: z.infer<typeof recordSchema>): string | undefined {
  if (!isWholeZip(bytes)) return 'is damaged';
  if (sha256 === undefined) return undefined;
  const found = zipFields(bytes);
  if (size === found.size && sha256 === found.sha256) return undefined;
  return 'is another zip than was uploaded';
}

/** The scripts in GameLift's state, by id; unreadable entries are reported elsewhere. */
function scriptsIn(lines: Iterable<Line>): ReadonlyMap<string, z.infer<typeof recordSchema>> {
  const records = new Map<string, z.infer<typeof recordSchema>>();
  for (const { c, i, v } of lines) {
    if (c !== 'scripts') continue;
    const { data } = recordSchema.safeParse(v);
    if (data) records.set(i, data);
    else records.delete(i);
  }
  return records;
}

function* linesIn(state: string): Generator<Line> {
  const { snapshots, segments } = numbersIn(state);
  const latest = snapshots.at(-1) ?? 0;
  for (const name of [
    ...(snapshots.length > 0 ? [snapshotName(latest)] : []),
    ...segments.filter((number) => number >= latest).map(segmentName),
  ])
    yield* readJournalFile(path.join(state, name)).lines;
}
