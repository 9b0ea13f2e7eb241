import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { makeWorkFolder, sweepWorkFolders } from '../../../../local/realtime/fleet/work-folder';

it('work folders of ended processes are removed, and those of running processes are kept', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  const left = path.join(fs.realpathSync(os.tmpdir()), `turnlift-realtime-${pid}-abcdef`);
  fs.mkdirSync(path.join(left, 'game'), { recursive: true });
  const mine = makeWorkFolder();
  try {
    await sweepWorkFolders();
    expect(fs.existsSync(left)).toBe(false);
    expect(fs.existsSync(mine)).toBe(true);
  } finally {
    fs.rmSync(mine, { recursive: true, force: true });
    fs.rmSync(left, { recursive: true, force: true });
  }
});
