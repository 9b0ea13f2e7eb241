import fs from 'node:fs';
import path from 'node:path';
import { type WrittenSetting, writtenSettings } from './written-settings';

/** A setting that is refused, and where it is declared. */
export interface RefusedSetting {
  /** The file of its environment, from the project's folder. */
  readonly file: string;
  readonly keys: ReadonlyArray<string | number>;
  /** Absent: the setting is missing. */
  readonly value?: unknown;
}

interface SettingPlace extends WrittenSetting {
  readonly file: string;
}

/**
 * The file and line to edit, such as `game/environments/prod.ts:12`. An environment's file may take a setting
 * from elsewhere in it, or from shared.ts beside it: that place is named where it has the setting's value.
 * @param root the project's folder
 * @returns undefined where the setting is written at no place that leads to it, or at more than one
 */
export function settingLine(root: string, { file, keys, value }: RefusedSetting): string | undefined {
  const wanted = keys.map(String);
  const shared = path.posix.join(path.posix.dirname(file), 'shared.ts');
  const places = [...new Set([file, shared])]
    .flatMap((one) => placesIn(root, one))
    .filter((place) => endsWith(wanted, place.keys));
  const exact = places.filter((place) => place.file === file && place.keys.length === wanted.length);
  const valued = (place: SettingPlace): boolean => value !== undefined && place.literal === String(value);
  for (const some of [exact.filter(valued), places.filter(valued), exact]) {
    const [found, another] = some;
    if (found !== undefined) return another === undefined ? `${found.file}:${found.line}` : undefined;
  }
  return undefined;
}

function placesIn(root: string, file: string): readonly SettingPlace[] {
  const full = path.join(root, file);
  if (!fs.existsSync(full)) return [];
  return writtenSettings(fs.readFileSync(full, 'utf8')).map((one) => ({ ...one, file }));
}

/** Whether the last of all keys are these, with the name of the setting among them. */
function endsWith(all: readonly string[], keys: readonly string[]): boolean {
  const last = all.slice(-keys.length);
  return keys.length <= all.length && last.every((key, at) => key === keys[at]) && /\D/.test(keys.join(''));
}
