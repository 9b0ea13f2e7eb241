import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { planStacks } from '../../tools/deploy/plan-stacks';

describe('the folder of the plans', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-plans-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
  };
  const plan = (at = folder): Promise<unknown> =>
    planStacks([], { folder: at, mirror: undefined, progress: () => undefined });

  it.each<[Readonly<Record<string, string>>, string]>([
    [{ 'sub/precious.txt': 'precious' }, 'sub'],
    [{ 'package.json': '{}' }, 'package.json'],
    [{ 'dev-data.json': '{}', 'notes.md': 'mine' }, 'notes.md'],
    // Of another tool, or damaged.
    [{ 'result.json': '{"tests":[]}' }, 'result.json'],
    [{ 'result.json': '' }, 'result.json'],
    [{ 'result.json': '{"stacks":[]}', 'package-lock.json': '{}' }, 'package-lock.json'],
  ])('is refused and kept whole when it holds %j', async (files, named) => {
    write(files);
    await expect(plan()).rejects.toThrow(`holds ${named}, which is not a plan of this command`);
    for (const [name, text] of Object.entries(files))
      expect(fs.readFileSync(path.join(folder, name), 'utf8')).toBe(text);
  });

  it('is made when it is missing; earlier plans in it are deleted, also those of a killed run', async () => {
    const plans = path.join(folder, 'new', 'plans');
    await plan(plans);
    expect(fs.readdirSync(plans)).toEqual(['result.json']);
    write({
      'new/plans/dev-data.tfplan': 'old',
      'new/plans/dev-data.json': '{}',
      'new/plans/dev-data.txt': '',
    });
    await plan(plans);
    expect(fs.readdirSync(plans)).toEqual(['result.json']);
    fs.rmSync(path.join(plans, 'result.json'));
    write({ 'new/plans/prod-realtime.json': '{}' });
    await plan(plans);
    expect(fs.readdirSync(plans)).toEqual(['result.json']);
  });
});
