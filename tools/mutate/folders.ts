import fs from 'node:fs';
import path from 'node:path';

/** A source folder whose tests are measured by mutants. */
export interface MutatedFolder {
  /** Least share of its mutants that tests must notice, in percent. */
  readonly threshold: number;
  /**
   * Suites that are tried on its mutants: files, or folders that end with a slash. None of them may start a
   * process, which would run code without mutants. Loopback sockets stay inside: the embedded DynamoDB
   * answers in the same process.
   */
  readonly suites: readonly string[];
  /** Suites of those folders that do start one. */
  readonly without: readonly string[];
}

const worlds = ['__tests__/sim/corpus.test.ts', '__tests__/sim/days.test.ts', '__tests__/sim/replay.test.ts'];

export const folders = {
  core: {
    threshold: 90,
    suites: ['__tests__/core/', '__tests__/contract/', '__tests__/definition/', '__tests__/testing/'],
    without: [],
  },
  'realtime-server': {
    threshold: 90,
    suites: ['__tests__/realtime-server/', ...worlds],
    without: ['__tests__/realtime-server/busy-process.test.ts', '__tests__/realtime-server/hosted.test.ts'],
  },
  store: {
    threshold: 80,
    suites: ['__tests__/store/', ...worlds],
    without: [],
  },
  functions: {
    threshold: 80,
    suites: ['__tests__/functions/', ...worlds],
    without: [],
  },
} satisfies Readonly<Record<string, MutatedFolder>>;

export type FolderName = keyof typeof folders;
export const folderNames = Object.keys(folders).filter(isFolderName);

export function isFolderName(name: string): name is FolderName {
  return Object.hasOwn(folders, name);
}

/** The folder of a file such as `core/ids.ts`, or undefined when no mutants are made of it. */
export function folderOf(file: string): FolderName | undefined {
  const folder = file.slice(0, file.indexOf('/'));
  return isFolderName(folder) && file.endsWith('.ts') ? folder : undefined;
}

/** Sources of a folder, relative to the project's folder with slashes, in order. */
export function sourcesOf(root: string, folder: FolderName): readonly string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.split(path.sep).join('/')}`)
    .filter((file) => folderOf(file) === folder)
    .sort();
}
