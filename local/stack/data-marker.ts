import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { jsonChecksum, readJsonFile, replaceFile } from '../json-file';

/** The file that names the format of a folder's data, and the environment of the data. */
export const markerName = 'turnlift.json';
/** The parts of a data folder. */
const parts = ['dynamodb', 'gamelift', 'lambda', 'secrets'] as const;

/** The environment of a data folder. */
export interface DataOwner {
  readonly environment: string;
  readonly region: string;
}

const markerSchema = z.looseObject({
  scheme: z.int(),
  /** Absent after a repair of the file: the next start takes the data as its own. */
  environment: z.string().optional(),
  region: z.string().optional(),
  /** Of the other fields; files of earlier versions have none. */
  sha256: z.string().optional(),
});

/** A marker as a start finds it. `none`: the folder has no data. */
export type FoundMarker =
  | { readonly state: 'none' }
  | { readonly state: 'missing' | 'damaged'; readonly file: string }
  | { readonly state: 'whole'; readonly scheme: number; readonly owner: Partial<DataOwner> };

/** The parts that a folder has. */
export function dataPartsIn(folder: string): readonly string[] {
  return parts.filter((part) => fs.existsSync(path.join(folder, part)));
}

/** The marker of a data folder. Damage is a state of the answer, not an error. */
export function findMarker(folder: string, partsIn = dataPartsIn(folder)): FoundMarker {
  const file = path.join(folder, markerName);
  if (!fs.existsSync(file)) return partsIn.length === 0 ? { state: 'none' } : { state: 'missing', file };
  const read = markerSchema.safeParse(readJsonFile(file));
  if (!read.success) return { state: 'damaged', file };
  const { sha256, ...fields } = read.data;
  const { scheme, environment, region, ...more } = fields;
  // A changed bit in the name of the checksum's field makes it an unknown field.
  const isWhole = sha256 === undefined ? Object.keys(more).length === 0 : sha256 === jsonChecksum(fields);
  if (!isWhole) return { state: 'damaged', file };
  return {
    state: 'whole',
    scheme,
    owner: {
      ...(environment === undefined ? {} : { environment }),
      ...(region === undefined ? {} : { region }),
    },
  };
}

/** Replaces the marker as a whole. @param scheme version of the layout of the folder */
export function writeMarker(folder: string, scheme: number, owner: Partial<DataOwner>): void {
  const fields = { scheme, ...owner };
  replaceFile(
    path.join(folder, markerName),
    `${JSON.stringify({ ...fields, sha256: jsonChecksum(fields) })}\n`,
  );
}
