import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { jsonChecksum, readJsonFile } from '../json-file';

const positionSchema = z.strictObject({
  /** Sequence number of the newest record that was taken, or `SHARD_END`. */
  sequence: z.string(),
  /** The record's own id: an older copy of the tables gives the number to another record. */
  eventId: z.string().optional(),
});
/** The place up to which a function has read a shard. */
export type Position = Readonly<z.infer<typeof positionSchema>>;
/** By stream and shard. */
export type Positions = Readonly<Record<string, Position>>;

const contentSchema = z.strictObject({
  function: z.string(),
  positions: z.record(z.string(), positionSchema),
});
const fileSchema = z.strictObject({ ...contentSchema.shape, sha256: z.string() });

/** Files of earlier versions have sequence numbers alone, and no name of a function. */
const sequencesSchema = z.record(z.string(), z.string());
const earlierSchema = z.union([
  z.strictObject({ positions: sequencesSchema, sha256: z.string() }),
  sequencesSchema.transform((positions) => ({ positions, sha256: jsonChecksum(positions) })),
]);

/** The content of a checkpoint file: its checksum reveals damage, its name a file of another function. */
export function positionsText(functionName: string, positions: Positions): string {
  const content = { function: functionName, positions };
  return JSON.stringify({ ...content, sha256: jsonChecksum(content) });
}

/** Positions as they were found. */
interface FoundPositions {
  readonly positions: Positions;
  /** The file has the form of an earlier version. */
  readonly isEarlier: boolean;
}

/**
 * The positions in a file. Without them the stream is read from its oldest record: a function takes a record
 * twice without harm, as Lambda may hand it over twice at any time.
 */
export function readPositions(
  functionName: string,
  { checkpointFile, log }: { readonly checkpointFile?: string; log(line: string): void },
): FoundPositions {
  const none: FoundPositions = { positions: {}, isEarlier: false };
  if (checkpointFile === undefined || !fs.existsSync(checkpointFile)) return none;
  const found = positionsIn(checkpointFile, functionName);
  if (typeof found !== 'string') return found;
  log(`${checkpointFile} ${found}: the stream is read again from its oldest record`);
  return none;
}

/** A clause without its subject, when the file is not what the function wrote. */
function positionsIn(file: string, functionName: string): FoundPositions | string {
  const value = readJsonFile(file);
  const read = fileSchema.safeParse(value);
  if (read.success) {
    const { sha256, ...content } = read.data;
    if (sha256 !== jsonChecksum(content)) return 'is damaged';
    if (content.function !== functionName) return `is of the function ${content.function}`;
    return { positions: content.positions, isEarlier: false };
  }
  const earlier = earlierSchema.safeParse(value);
  if (!earlier.success || earlier.data.sha256 !== jsonChecksum(earlier.data.positions)) return 'is damaged';
  const positions: Record<string, Position> = {};
  for (const [shard, sequence] of Object.entries(earlier.data.positions)) positions[shard] = { sequence };
  return { positions, isEarlier: true };
}

/** The name of a function's file of positions. */
export const positionsName = (functionName: string): string => `stream-${functionName}.json`;

/** Names of the files of positions in a folder that are damaged, or of another function than their name. */
export function damagedPositions(folder: string): readonly string[] {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder).filter((name) => {
    const functionName = /^stream-(.*)\.json$/.exec(name)?.[1];
    return (
      functionName !== undefined && typeof positionsIn(path.join(folder, name), functionName) === 'string'
    );
  });
}
