import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { jsonChecksum, readJsonFile, replaceFile } from '../json-file';

/** The file of a data folder that says how far time is ahead of the machine's. */
export const timeName = 'time.json';

/** How far time is ahead of the machine's, as it is kept. */
export interface KeptTime {
  readonly aheadMs: number;
  /** How often it was written: an older copy of the file has fewer. 0 in files of earlier versions. */
  readonly changes: number;
}

/** Files of earlier versions have no number of changes, and older ones no checksum. */
const schema = z.union([
  z.strictObject({ aheadMs: z.number(), changes: z.int().positive(), sha256: z.string() }),
  z.strictObject({ aheadMs: z.number(), sha256: z.string() }),
  z.strictObject({ aheadMs: z.number() }),
]);

/** A file of time as it is found. */
export type FoundTime =
  { readonly state: 'none' | 'damaged' } | { readonly state: 'whole'; readonly kept: KeptTime };

/** A changed bit of the file could be days: rows would expire, and be deleted. */
export function findTime(folder: string): FoundTime {
  const file = path.join(folder, timeName);
  if (!fs.existsSync(file)) return { state: 'none' };
  const read = schema.safeParse(readJsonFile(file));
  if (!read.success) return { state: 'damaged' };
  const { aheadMs, changes = 0, sha256 } = { changes: undefined, sha256: undefined, ...read.data };
  const checked = changes === 0 ? aheadMs : { aheadMs, changes };
  if (sha256 !== undefined && sha256 !== jsonChecksum(checked)) return { state: 'damaged' };
  return { state: 'whole', kept: { aheadMs, changes } };
}

export function writeTime(folder: string, { aheadMs, changes }: KeptTime): void {
  const sha256 = jsonChecksum({ aheadMs, changes });
  replaceFile(path.join(folder, timeName), `${JSON.stringify({ aheadMs, changes, sha256 })}\n`);
}
