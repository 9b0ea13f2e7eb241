import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { repairData } from '../../../../local/cli/repair-data';
import { fillDataFolder } from './data-folder';

/** A copy of a filled data folder for each test. */
export interface DataFolderCopy {
  readonly folder: string;
  at(...names: readonly string[]): string;
  /** Repairs it. @returns the parts that have lost something, or may have */
  losses(): Promise<readonly string[]>;
}

/** @param add puts more into the folder that is copied */
export function useDataFolderCopies(add: (template: string) => void = () => undefined): DataFolderCopy {
  let template: string;
  let folder: string;
  beforeAll(async () => {
    template = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-whole-data-'));
    await fillDataFolder(template);
    add(template);
  });
  afterAll(() => {
    fs.rmSync(template, { recursive: true, force: true });
  });
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-copied-data-'));
    fs.cpSync(template, folder, { recursive: true });
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });
  return {
    get folder() {
      return folder;
    },
    at: (...names) => path.join(folder, ...names),
    losses: async () =>
      (await repairData(folder, new Date(0))).parts.flatMap(({ part, lost }) =>
        lost === undefined ? [] : [part],
      ),
  };
}
