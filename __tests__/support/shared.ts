import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { findProjectRoot } from '../../tools/project';

/**
 * Artifacts that several suites read, made once from the same sources: bundles, synthesized stacks. They are
 * in node_modules/.cache under a hash of all their possible sources.
 */
const sources = [
  'config',
  'contract',
  'core',
  'definition',
  'flexmatch',
  'functions',
  'game',
  'package-lock.json',
  'realtime-server',
  'stacks',
  'store',
  'templates',
  'tools',
  path.join('__tests__', 'games'),
  path.join('__tests__', 'stacks', 'support'),
];
const day = 24 * 3600 * 1000;

let hash: string | undefined;

function addFiles(entry: string, digest: ReturnType<typeof createHash>): void {
  if (fs.statSync(entry).isDirectory()) {
    for (const name of fs.readdirSync(entry).sort())
      if (name !== 'node_modules') addFiles(path.join(entry, name), digest);
  } else digest.update(entry).update('\0').update(fs.readFileSync(entry));
}

/** Hash of the sources, and of their folder: synthesized stacks name files by their paths. */
function sourceHash(root: string): string {
  if (hash === undefined) {
    const digest = createHash('sha256').update(process.version);
    for (const entry of sources) addFiles(path.join(root, entry), digest);
    hash = digest.digest('hex').slice(0, 24);
  }
  return hash;
}

function removeOld(parent: string): void {
  for (const name of fs.readdirSync(parent)) {
    const folder = path.join(parent, name);
    const stat = fs.statSync(folder, { throwIfNoEntry: false });
    if (stat !== undefined && Date.now() - stat.mtimeMs > day)
      fs.rmSync(folder, { recursive: true, force: true });
  }
}

interface SharedFolder {
  readonly folder: string;
  /** Where to make it; undefined if it exists already. */
  readonly part: string | undefined;
}

function placeOf(name: string): SharedFolder {
  const root = findProjectRoot();
  const parent = path.join(root, 'node_modules', '.cache', 'turnlift', 'shared');
  const folder = path.join(parent, `${name}-${sourceHash(root)}`);
  if (fs.existsSync(folder)) return { folder, part: undefined };
  fs.mkdirSync(parent, { recursive: true });
  removeOld(parent);
  return { folder, part: fs.mkdtempSync(path.join(parent, `${name}-part-`)) };
}

/** Two jest workers may make a folder at the same time: the first one's work is kept. */
function keep(part: string, folder: string): void {
  try {
    fs.renameSync(part, folder);
  } catch (error) {
    fs.rmSync(part, { recursive: true, force: true });
    if (!fs.existsSync(folder)) throw error;
  }
}

/** A folder that suites share and only read; `make` fills it where it does not exist. */
export function sharedFolder(name: string, make: (folder: string) => void): string {
  const { folder, part } = placeOf(name);
  if (part !== undefined) {
    make(part);
    keep(part, folder);
  }
  return folder;
}

/** Like sharedFolder, for asynchronous work. */
export async function sharedFolderOf(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const { folder, part } = placeOf(name);
  if (part !== undefined) {
    await make(part);
    keep(part, folder);
  }
  return folder;
}
