import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { jsonChecksum, readJsonFile, replaceFile } from '../json-file';
import { syncFolder } from '../sync-folder';

/** The file that stands in a data folder from the first change of a repair to its end. */
const fileName = 'turnlift-repair.json';

const repairedPart = z.object({
  part: z.string(),
  /** Undefined: it was not damaged. */
  damage: z.string().optional(),
  saved: z.string(),
  /** Undefined: nothing. */
  lost: z.string().optional(),
});

/** The outcome for one part of a data folder. */
export type RepairedPart = Readonly<z.infer<typeof repairedPart>>;

const markSchema = z.object({
  /** The folder for damaged files, below the data folder. */
  aside: z.string(),
  /** Outcomes that have been reached. */
  done: z.array(repairedPart),
  /** The folder whose repaired twin is about to take its place, and the outcome when it has. */
  exchange: z.object({ folder: z.string(), outcome: repairedPart }).optional(),
});

/** Files of earlier versions are the mark alone. */
const fileSchema = z.union([
  z.strictObject({ mark: markSchema, sha256: z.string() }),
  markSchema.transform((mark) => ({ mark, sha256: jsonChecksum(mark) })),
]);

/** How far an unfinished repair has come. */
export type RepairMark = Readonly<z.infer<typeof markSchema>>;

/** Whether a repair writes, or reads, this entry of a data folder before it can note anything. */
export const isOfMark = (name: string): boolean => name === fileName || name === `${fileName}.part`;

/** True in a folder whose repair has not come to its end: no start may use it. */
export function isRepairUnfinished(folder: string): boolean {
  return fs.existsSync(path.join(folder, fileName));
}

/** Undefined: no repair is unfinished, or its file cannot be read, so that the repair begins again. */
export function readRepairMark(folder: string): RepairMark | undefined {
  if (!isRepairUnfinished(folder)) return undefined;
  const { data } = fileSchema.safeParse(readJsonFile(path.join(folder, fileName)));
  return data?.sha256 === jsonChecksum(data?.mark) ? data?.mark : undefined;
}

/** The mark is on the disk when this returns. @throws Error when the disk refuses: the earlier one stays */
export function writeRepairMark(folder: string, mark: RepairMark): void {
  const file = path.join(folder, fileName);
  try {
    replaceFile(file, JSON.stringify({ mark, sha256: jsonChecksum(markSchema.parse(mark)) }));
  } finally {
    fs.rmSync(`${file}.part`, { force: true });
  }
  syncFolder(folder, [fileName]);
}

/** A mark that a power failure brings back makes another repair find no damage. */
export function removeRepairMark(folder: string): void {
  fs.rmSync(path.join(folder, fileName), { force: true });
}
