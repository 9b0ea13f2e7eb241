import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A disk with this many bytes, which can be filled. */
export interface TinyDisk {
  readonly folder: string;
  /** Allocates all free bytes except this many. */
  fill(left: number): void;
  /** Frees the bytes that `fill` allocated. */
  free(): void;
  remove(): void;
}

/** @returns undefined where this user may not mount anything */
export function makeTinyDisk(bytes: number): TinyDisk | undefined {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    fs.rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
  const filler = path.join(folder, 'filler');
  return {
    folder,
    fill: (left) => {
      const { bavail, bsize } = fs.statfsSync(folder);
      fs.writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - left)));
    },
    free: () => fs.rmSync(filler, { force: true }),
    remove: () => {
      execFileSync('umount', [folder]);
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether this user may mount a disk: root, on Linux. */
export function canMount(): boolean {
  const disk = makeTinyDisk(64 * 1024);
  disk?.remove();
  return disk !== undefined;
}
