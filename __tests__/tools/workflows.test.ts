import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { environmentNames } from '../games';
import { projectRoot } from '../../tools/project';

const folder = path.join(projectRoot(), '.github', 'workflows');
const job = z.looseObject({
  uses: z.string().optional(),
  permissions: z.record(z.string(), z.string()).optional(),
  'timeout-minutes': z.number().optional(),
  if: z.string().optional(),
  environment: z.string().optional(),
  concurrency: z.looseObject({ 'cancel-in-progress': z.boolean() }).optional(),
  steps: z
    .array(
      z.looseObject({
        run: z.string().optional(),
        uses: z.string().optional(),
        env: z.record(z.string(), z.string()).optional(),
      }),
    )
    .optional(),
  strategy: z
    .looseObject({
      matrix: z.looseObject({
        environment: z.array(z.string()).optional(),
        node: z.array(z.string()).optional(),
      }),
    })
    .optional(),
});
const workflow = z.looseObject({
  name: z.string(),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), job),
});
const files = fs.readdirSync(folder).filter((name) => name.endsWith('.yml'));
const read = (name: string): z.output<typeof workflow> =>
  workflow.parse(parse(fs.readFileSync(path.join(folder, name), 'utf8')));
const scripts = z
  .looseObject({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(fs.readFileSync(path.join(projectRoot(), 'package.json'), 'utf8'))).scripts;

describe.each(files)('%s', (name) => {
  const { permissions, jobs } = read(name);

  it('may only read unless a job asks for more, and every job ends', () => {
    expect(permissions).toEqual({ contents: 'read' });
    for (const { uses, 'timeout-minutes': minutes } of Object.values(jobs))
      if (uses === undefined) expect(minutes).toBeGreaterThan(0);
  });

  it('calls only npm scripts that there are', () => {
    const called = [
      ...fs.readFileSync(path.join(folder, name), 'utf8').matchAll(/npm run (?:--silent )?([\w:-]+)/g),
    ].map((match) => match[1] ?? '');
    for (const script of called) expect(Object.keys(scripts)).toContain(script);
  });

  it('puts nothing that others can write into a shell line', () => {
    for (const { steps } of Object.values(jobs))
      for (const { run } of steps ?? [])
        expect(run ?? '').not.toMatch(/\$\{\{\s*(github\.event|github\.head_ref|inputs|vars|toJSON)/);
  });
});

describe('checks', () => {
  const { checks } = read('checks.yml').jobs;
  const script = fs.readFileSync(path.join(projectRoot(), '.ci', 'run'), 'utf8');

  it('run what a developer runs, on every Node that the README names', () => {
    const readme = fs.readFileSync(path.join(projectRoot(), 'README.md'), 'utf8').replace(/\s+/g, ' ');
    const nodes = checks?.strategy?.matrix.node ?? [];
    expect(nodes).toEqual(['20', '22', '24', '26']);
    expect(readme).toContain(`It runs on Node ${nodes.slice(0, -1).join(', ')} and ${nodes.at(-1)}.`);
    expect(checks?.steps?.flatMap(({ run }) => run ?? [])).toEqual(['.ci/run']);
  });

  it('try the first minutes on the oldest and on the newest of them', () => {
    const tried = [...script.matchAll(/^\s*\.ci\/first-minutes "\$\(node_of (\d+)\)" (\d+) (\d+)/gm)];
    expect(tried.map(([, node, megabytes, files]) => ({ node, megabytes, files }))).toEqual([
      { node: '20', megabytes: '200', files: '25000' },
      { node: '26', megabytes: '600', files: '25000' },
    ]);
  });
});

describe('plan and deploy', () => {
  it('give no credentials to forks, and plan without writing a lock', () => {
    const { plan } = read('plan.yml').jobs;
    expect(plan?.if).toBe('github.event.pull_request.head.repo.full_name == github.repository');
    expect(plan?.steps?.some(({ run }) => run?.includes('plan -lock=false'))).toBe(true);
    expect(plan?.permissions).toEqual({ contents: 'read', 'id-token': 'write', 'pull-requests': 'write' });
  });

  it('know every environment, in the order of config/', () => {
    expect(read('plan.yml').jobs['plan']?.strategy?.matrix.environment).toEqual(environmentNames);
    expect(Object.keys(read('deploy.yml').jobs)).toEqual(['synth', ...environmentNames]);
  });

  it("deploy one at a time, to the end, behind the environment's reviewers, for long enough", () => {
    const { apply } = read('deploy-environment.yml').jobs;
    expect(apply?.concurrency?.['cancel-in-progress']).toBe(false);
    expect(apply?.environment).toBe('${{ inputs.environment }}');
    expect(apply?.['timeout-minutes']).toBeGreaterThanOrEqual(180);
  });

  const linted = spawnSync('actionlint', ['-version']).status === 0;
  (linted ? it : it.skip)('are clean under actionlint (skipped where it is not installed)', () => {
    expect(
      spawnSync(
        'actionlint',
        files.map((name) => path.join(folder, name)),
        { encoding: 'utf8' },
      ).stdout,
    ).toBe('');
  });
});
