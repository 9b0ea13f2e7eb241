import fs from 'node:fs';
import path from 'node:path';
import { Names } from '../../templates';
import { CallLog } from '../console/call-log';
import { makeWorkFolder } from '../realtime/fleet/work-folder';
import { keptTime } from '../time/kept-time';
import { type LocalTime } from '../time/local-time';
import { rememberParts } from './data-check';
import { type LookedData } from './data-damage';
import { makeDataFolder } from './data-folder';
import { claimData } from './data-scheme';
import { LogFile } from './log-file';
import { type StackOptions } from './stack-options';
import { type StartedParts } from './started-parts';

/** The options and names with which all parts of a stack are started. */
export interface StackContext {
  readonly options: StackOptions;
  readonly names: Names;
  readonly parts: StartedParts;
  readonly log: LogFile;
  readonly time: LocalTime;
  /** Calls of functions and tables, for the console. */
  readonly calls: CallLog;
  /** The parts of the data that a look for damage has read; one that changes meanwhile is read again. */
  readonly looked: LookedData;
  /** A part's folder within the data; undefined in memory. */
  folder(part: string): string | undefined;
}

/** @throws Error when the data folder cannot be used, or belongs to another environment */
export function openContext(options: StackOptions, parts: StartedParts): StackContext {
  const { dataFolder, shape, progress } = options;
  const { config } = shape;
  const looked = dataFolder === undefined ? {} : makeDataFolder(dataFolder);
  if (dataFolder !== undefined) {
    claimData(dataFolder, { environment: config.environment, region: config.region }, progress);
  }
  const folder = (part: string): string | undefined =>
    dataFolder === undefined ? undefined : path.join(dataFolder, part);
  const logFolder = folder('logs') ?? makeWorkFolder();
  const log = new LogFile(logFolder);
  parts.add(async () => {
    await log.close();
    if (dataFolder === undefined) fs.rmSync(logFolder, { recursive: true, force: true });
  });
  const time = keptTime(dataFolder);
  if (dataFolder !== undefined) time.onChange(() => rememberParts(dataFolder));
  return {
    options,
    names: new Names(config),
    parts,
    log,
    time,
    calls: new CallLog(time.now),
    looked,
    folder,
  };
}
