import fs from 'node:fs';
import path from 'node:path';
import { remedy } from '../damage-error';
import { lockFolder } from '../gamelift/folder-lock';
import { type DataOwner, dataPartsIn, findMarker, writeMarker } from './data-marker';

/**
 * Raised when data of this version would be wrong for an earlier one, which then refuses them. Such data are
 * names of tables, formats of rows, the layout of indexes (4) and the files of journals (5).
 */
export const dataScheme = 5;
/** Data of an earlier scheme than this cannot be read any more. */
const oldestReadable = 3;

/** Whether this version can read data of a scheme. */
export const isReadableScheme = (scheme: number): boolean => scheme >= oldestReadable && scheme <= dataScheme;

/**
 * Checks that the data in a folder is of this version and of this environment. Data of an earlier scheme is
 * moved to a folder `earlier-<n>` beside it, and the start begins with empty data.
 * @param folder exists and can be written to
 * @throws Error in one line: data of another environment or region, of a later version, or in use; or the
 * file that names them is damaged or missing
 */
export function claimData(folder: string, owner: DataOwner, say: (line: string) => void): void {
  const found = findMarker(folder);
  switch (found.state) {
    case 'none':
      writeMarker(folder, dataScheme, owner);
      return;
    case 'missing':
    case 'damaged':
      throw new Error(
        `${found.file} is ${found.state}, which names the owner of these data. ${remedy(folder)}. Choose ` +
          'another folder with --data DIR, or keep nothing with --memory.',
      );
    case 'whole':
      if (found.scheme < oldestReadable) setAside(folder, say);
      else if (found.scheme > dataScheme)
        throw new Error(
          `the data in ${folder} were written by a later Turnlift: update this one, or choose another ` +
            'folder with --data DIR (or --memory)',
        );
      else checkOwner(folder, found.owner, owner);
      writeMarker(folder, dataScheme, owner);
  }
}

function checkOwner(folder: string, found: Partial<DataOwner>, owner: DataOwner): void {
  for (const name of ['environment', 'region'] as const)
    if (found[name] !== undefined && found[name] !== owner[name])
      throw new Error(
        `the data in ${folder} are of the ${name} ${found[name]}, not ${owner[name]}: choose another ` +
          'folder with --data DIR (or --memory)',
      );
}

function setAside(folder: string, say: (line: string) => void): void {
  const there = dataPartsIn(folder);
  if (there.length === 0) return;
  // The data must not be moved while another process uses it.
  const gamelift = path.join(folder, 'gamelift');
  if (fs.existsSync(gamelift)) lockFolder(gamelift)();
  let count = 1;
  while (fs.existsSync(path.join(folder, `earlier-${count}`))) count += 1;
  const aside = path.join(folder, `earlier-${count}`);
  fs.mkdirSync(aside);
  for (const part of there) fs.renameSync(path.join(folder, part), path.join(aside, part));
  say(
    `the data in ${folder} are of an earlier Turnlift, in another form: they are kept in ${aside}, ` +
      'and this start begins with empty data',
  );
}
