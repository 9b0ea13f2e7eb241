import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { lockFolder } from '../gamelift/folder-lock';

/** Raised when earlier data cannot be read any more: names of tables, formats of rows. */
const scheme = 3;
const marker = 'turnlift.json';
/** The parts of a data folder. */
const parts = ['dynamodb', 'gamelift', 'lambda', 'secrets'] as const;

const markerSchema = z.object({ scheme: z.int(), environment: z.string(), region: z.string() });
type Marker = z.infer<typeof markerSchema>;

/** The environment of a data folder. */
export type DataOwner = Pick<Marker, 'environment' | 'region'>;

/**
 * Checks that the data in a folder is of this version and of this environment. Data of an earlier scheme is
 * moved to a folder `earlier-<n>` beside it, and the start begins with empty data.
 * @param folder exists and can be written to
 * @throws Error in one line: data of another environment or region, of a later version, or in use
 */
export function claimData(folder: string, owner: DataOwner, say: (line: string) => void): void {
  const found = readMarker(folder);
  if (found === undefined || found.scheme < scheme) {
    const there = parts.filter((part) => fs.existsSync(path.join(folder, part)));
    if (there.length > 0) {
      const aside = setAside(folder, there);
      say(
        `the data in ${folder} are of an earlier Turnlift, in another form: they are kept in ${aside}, and this start begins with empty data`,
      );
    }
    const text = `${JSON.stringify({ scheme, ...owner })}\n`;
    fs.writeFileSync(path.join(folder, `${marker}.part`), text);
    fs.renameSync(path.join(folder, `${marker}.part`), path.join(folder, marker));
    return;
  }
  if (found.scheme > scheme)
    throw new Error(
      `the data in ${folder} are of a later Turnlift: update this one, or choose another folder with --data DIR (or --memory)`,
    );
  for (const name of ['environment', 'region'] as const)
    if (found[name] !== owner[name])
      throw new Error(
        `the data in ${folder} are of the ${name} ${found[name]}, not ${owner[name]}: choose another folder with --data DIR (or --memory)`,
      );
}

function readMarker(folder: string): Marker | undefined {
  try {
    const read = markerSchema.safeParse(JSON.parse(fs.readFileSync(path.join(folder, marker), 'utf8')));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

function setAside(folder: string, there: readonly string[]): string {
  // The data must not be moved while another process uses it.
  const gamelift = path.join(folder, 'gamelift');
  if (fs.existsSync(gamelift)) lockFolder(gamelift)();
  for (let count = 1; ; count += 1) {
    const aside = path.join(folder, `earlier-${count}`);
    if (fs.existsSync(aside)) continue;
    fs.mkdirSync(aside);
    for (const part of there) fs.renameSync(path.join(folder, part), path.join(aside, part));
    return aside;
  }
}
