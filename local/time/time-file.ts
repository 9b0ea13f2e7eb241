import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { jsonChecksum, readJsonFile, replaceFile } from '../json-file';

/** The file of a data folder that says how far time is ahead of the machine's. */
export const timeName = 'time.json';

/** Files of earlier versions have no checksum. */
const schema = z.union([
  z.strictObject({ aheadMs: z.number(), sha256: z.string() }),
  z.strictObject({ aheadMs: z.number() }),
]);

/** A file of time as it is found. */
export type FoundTime =
  | { readonly state: 'none' | 'damaged' }
  | { readonly state: 'whole'; readonly aheadMs: number; readonly isChecked: boolean };

/** Milliseconds that time is ahead. A changed bit could be days: rows would expire, and be deleted. */
export function findTime(folder: string): FoundTime {
  const file = path.join(folder, timeName);
  if (!fs.existsSync(file)) return { state: 'none' };
  const read = schema.safeParse(readJsonFile(file));
  if (!read.success) return { state: 'damaged' };
  const { aheadMs } = read.data;
  const isChecked = 'sha256' in read.data;
  if ('sha256' in read.data && read.data.sha256 !== jsonChecksum(aheadMs)) return { state: 'damaged' };
  return { state: 'whole', aheadMs, isChecked };
}

export function writeTime(folder: string, aheadMs: number): void {
  replaceFile(path.join(folder, timeName), `${JSON.stringify({ aheadMs, sha256: jsonChecksum(aheadMs) })}\n`);
}
