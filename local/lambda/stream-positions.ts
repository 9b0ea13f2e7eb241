import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { jsonChecksum, readJsonFile } from '../json-file';

const positionsSchema = z.record(z.string(), z.string());
/** Files of earlier versions are the positions alone. */
const fileSchema = z.union([
  z.strictObject({ positions: positionsSchema, sha256: z.string() }),
  positionsSchema.transform((positions) => ({ positions, sha256: jsonChecksum(positions) })),
]);

/** Sequence number of the newest record that was taken, by stream and shard. */
export type Positions = Record<string, string>;

/** The content of a checkpoint file. Its checksum reveals a damaged file. */
export function positionsText(positions: Positions): string {
  return JSON.stringify({ positions, sha256: jsonChecksum(positions) });
}

/**
 * The positions in a file. Without them the stream is read from its oldest record: a function takes a record
 * twice without harm, as Lambda may hand it over twice at any time.
 */
export function readPositions({
  checkpointFile,
  log,
}: {
  readonly checkpointFile?: string;
  log(line: string): void;
}): Positions {
  if (checkpointFile === undefined || !fs.existsSync(checkpointFile)) return {};
  const positions = positionsIn(checkpointFile);
  if (positions === undefined)
    log(`${checkpointFile} is damaged: the stream is read again from its oldest record`);
  return positions ?? {};
}

/** Undefined: the file is damaged. */
function positionsIn(file: string): Positions | undefined {
  const read = fileSchema.safeParse(readJsonFile(file));
  return read.success && read.data.sha256 === jsonChecksum(read.data.positions)
    ? read.data.positions
    : undefined;
}

/** The name of a function's file of positions. */
export const positionsName = (functionName: string): string => `stream-${functionName}.json`;

/** Names of the damaged files of positions in a folder. */
export function damagedPositions(folder: string): readonly string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => /^stream-.*\.json$/.test(name))
    .filter((name) => positionsIn(path.join(folder, name)) === undefined);
}
