import { type TableName } from './tables';

/** Tables that the script reads and writes. */
const scriptTables = ['players', 'matches'] as const satisfies readonly TableName[];
type ScriptTable = (typeof scriptTables)[number];

/**
 * The launch parameters of a fleet's runtime configuration, from which the Realtime script learns its
 * settings. They are one string of `key:value` words (GameLift reads `loggingLevel:LEVEL` anywhere in it).
 * They have no secrets: DescribeRuntimeConfiguration shows them.
 */
export interface LaunchParameters {
  readonly region: string;
  /** `<project>-<environment>`, the prefix of resource names (contract/names.ts). */
  readonly prefix: string;
  readonly tables: Readonly<Record<ScriptTable, string>>;
  readonly loggingLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Whole seconds; absent: the script's default (realtime-server/limits.ts). */
  readonly patience?: Partial<Readonly<Record<PatienceName, number>>>;
}

/**
 * Timeouts of the script: for a seat's first arrival, for a seat that left, for players to read the result,
 * and for the rules to return.
 */
export const patienceNames = ['arrivalSeconds', 'awaySeconds', 'lingerSeconds', 'rulesSeconds'] as const;
export type PatienceName = (typeof patienceNames)[number];

/** The launch parameter string of a fleet, at most 1,024 characters. */
export function formatLaunchParameters(parameters: LaunchParameters): string {
  const tables = scriptTables.map((table) => `${table}:${parameters.tables[table]}`);
  const patience = patienceNames.flatMap((name) =>
    parameters.patience?.[name] === undefined ? [] : [`${name}:${parameters.patience[name]}`],
  );
  return [
    `loggingLevel:${parameters.loggingLevel}`,
    `region:${parameters.region}`,
    `prefix:${parameters.prefix}`,
    ...tables,
    ...patience,
  ].join(' ');
}

/**
 * Reads the argument of onProcessStarted (a string, or an array of words).
 * @throws Error naming the missing or wrong word
 */
export function parseLaunchParameters(given: string | readonly string[]): LaunchParameters {
  const words = (typeof given === 'string' ? given : given.join(' ')).split(/[\s,]+/);
  const read = (key: string): string => {
    const word = words.find((candidate) => candidate.startsWith(`${key}:`));
    if (word === undefined || word.length === key.length + 1)
      throw new Error(`launch parameters lack ${key}:…`);
    return word.slice(key.length + 1);
  };
  const level = words.find((word) => word.startsWith('loggingLevel:'))?.slice('loggingLevel:'.length);
  const patience: Partial<Record<PatienceName, number>> = {};
  for (const name of patienceNames) {
    if (!words.some((word) => word.startsWith(`${name}:`))) continue;
    const seconds = Number(read(name));
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > 86_400)
      throw new Error(
        `launch parameter ${name} must be a whole number of seconds from 1 to 86400, not ${read(name)}`,
      );
    patience[name] = seconds;
  }
  return {
    region: read('region'),
    prefix: read('prefix'),
    tables: { players: read('players'), matches: read('matches') },
    loggingLevel: level === 'debug' || level === 'warn' || level === 'error' ? level : 'info',
    patience,
  };
}
