import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { deployedParts } from '../../stacks/parts';
import { environmentNames } from '../games';
import { findProjectRoot } from '../../tools/project';
import { compileProgram } from '../support/compiled';
import { runsHere } from '../support/runs-here';
import { workflow as read, workflowFolder as folder, workflows as files } from '../support/workflows';

const scripts = z
  .looseObject({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(fs.readFileSync(path.join(findProjectRoot(), 'package.json'), 'utf8'))).scripts;

describe.each(files)('%s', (name) => {
  const { permissions, jobs } = read(name);

  it('may only read unless a job requests more, and every job ends', () => {
    expect(permissions).toEqual({ contents: 'read' });
    for (const { uses, 'timeout-minutes': minutes } of Object.values(jobs))
      if (uses === undefined) expect(minutes).toBeGreaterThan(0);
  });

  it('calls only npm scripts that exist', () => {
    const called = [
      ...fs.readFileSync(path.join(folder, name), 'utf8').matchAll(/npm run (?:--silent )?([\w:-]+)/g),
    ].map((match) => match[1] ?? '');
    for (const script of called) expect(Object.keys(scripts)).toContain(script);
  });

  it('puts no text of others into a shell line', () => {
    for (const { steps } of Object.values(jobs))
      for (const { run } of steps ?? [])
        expect(run ?? '').not.toMatch(/\$\{\{\s*(github\.event|github\.head_ref|inputs|vars|toJSON)/);
  });
});

describe('plan and deploy', () => {
  const text = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8');

  it('give no credentials to forks, and plan with a role that only reads', () => {
    const { plan } = read('plan.yml').jobs;
    expect(plan?.if).toBe('github.event.pull_request.head.repo.full_name == github.repository');
    expect(plan?.permissions).toEqual({ contents: 'read', 'id-token': 'write', 'pull-requests': 'write' });
    for (const name of ['plan.yml', 'drift.yml']) expect(text(name)).not.toContain('AWS_DEPLOY_ROLE');
  });

  it('know every environment, in the order of config/', () => {
    for (const [file, job] of [
      ['plan.yml', 'plan'],
      ['drift.yml', 'drift'],
    ] as const)
      expect(read(file).jobs[job]?.strategy?.matrix.environment).toEqual(environmentNames);
    expect(Object.keys(read('deploy.yml').jobs)).toEqual([
      'synth',
      ...environmentNames.flatMap((name) => [name, `${name}-rest`]),
    ]);
  });

  it("deploy one at a time, to the end, behind the environment's reviewers, with enough time", () => {
    const { apply } = read('deploy-environment.yml').jobs;
    for (const [name, { concurrency, with: given }] of Object.entries(read('deploy.yml').jobs))
      if (name !== 'synth')
        expect(concurrency).toEqual({
          group: `deploy-${String(given?.['environment'])}`,
          'cancel-in-progress': false,
        });
    // One within it would wait for its own caller.
    expect(apply?.concurrency).toBeUndefined();
    expect(apply?.environment).toBe('${{ inputs.environment }}');
    expect(apply?.['timeout-minutes']).toBeGreaterThanOrEqual(180);
  });

  it('show the plan before the gate, and apply that plan behind it', () => {
    const { plan, apply } = read('deploy-environment.yml').jobs;
    expect(plan?.environment).toBeUndefined();
    expect(apply?.needs).toBe('plan');
    const runs = (job: typeof plan): readonly string[] => (job?.steps ?? []).flatMap(({ run }) => run ?? []);
    expect(runs(plan).join('\n')).toContain(
      'deploy-stacks -- plan --env "$ENVIRONMENT" --stacks cdktf.out --plans plans --deployed',
    );
    expect(runs(apply).join('\n')).toContain('deploy-stacks -- apply --env "$ENVIRONMENT" --plans plans');
    expect(runs(apply).join('\n')).not.toMatch(/terraform .*(plan|apply)|-auto-approve/);
    const artifacts = [...text('deploy-environment.yml').matchAll(/name: (approved-plans-.+)/g)].map(
      ([, name]) => name,
    );
    expect(artifacts).toEqual([
      'approved-plans-${{ inputs.environment }}-${{ inputs.round }}',
      'approved-plans-${{ inputs.environment }}-${{ inputs.round }}',
    ]);
  });

  it('plan, show and apply in a second round what the first one left, before the next environment', () => {
    const { jobs } = read('deploy.yml');
    environmentNames.forEach((name, index) => {
      const [first, rest, next] = [jobs[name], jobs[`${name}-rest`], jobs[environmentNames[index + 1] ?? '']];
      expect(first?.with).toMatchObject({ environment: name, round: 'first' });
      expect(rest?.with).toMatchObject({ environment: name, round: 'second', 'first-deploy': false });
      expect(rest?.needs).toContain(name);
      expect(rest?.if).toContain(`needs.${name}.outputs.left == 'true'`);
      if (next !== undefined) expect(next.needs).toEqual(['synth', name, `${name}-rest`]);
    });
    const { apply } = read('deploy-environment.yml').jobs;
    expect(apply?.steps?.find(({ id }) => id === 'apply')?.run).toContain(
      `if grep -q '^left: ' applied.txt; then echo "left=true" >> "$GITHUB_OUTPUT"; fi`,
    );
    expect(text('deploy-environment.yml')).toContain('left: ${{ steps.apply.outputs.left }}');
    const still = apply?.steps?.at(-1);
    expect(still?.if).toBe("steps.apply.outputs.left == 'true' && inputs.round == 'second'");
    expect(still?.run).toContain('exit 1');
  });

  it('fail where a plan fails: no step of a plan swallows its exit code', () => {
    for (const name of ['plan.yml', 'deploy-environment.yml', 'drift.yml']) {
      expect(text(name)).not.toMatch(/continue-on-error|set \+e|\|\| true/);
      const step = Object.values(read(name).jobs)
        .flatMap(({ steps }) => steps ?? [])
        .find(({ run }) => run?.includes('deploy-stacks -- plan'));
      expect(step?.run?.trim()).toMatch(
        /^npm run --silent deploy-stacks -- plan --env "\$ENVIRONMENT" --stacks cdktf\.out [^|;&]*$/,
      );
    }
  });

  it('let a loud change through only with its label, or in a run that allows it', () => {
    const gate = (name: string): readonly string[] =>
      Object.values(read(name).jobs)
        .flatMap(({ steps }) => steps ?? [])
        .flatMap(({ if: when, run }) => (run?.includes('exit 1') && when?.includes('loud') ? [when] : []));
    expect(gate('plan.yml')).toEqual([
      "steps.summary.outputs.loud == 'true' && !contains(github.event.pull_request.labels.*.name, " +
        "'loud-change')",
    ]);
    expect(gate('deploy-environment.yml')).toEqual([
      "steps.summary.outputs.loud == 'true' && !inputs.allow-loud",
    ]);
  });

  it.each(['plan.yml', 'deploy.yml', 'deploy-environment.yml', 'drift.yml', 'audit.yml'])(
    'of %s use actions by commit, each with its version in a comment',
    (name) => {
      const used = [...text(name).matchAll(/uses: (?!\.\/)(.+)/g)].map(([, action]) => action);
      expect(used.length).toBeGreaterThan(0);
      for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    },
  );

  it('deploy by hand all stacks but those of operators, and destroy by the command for it', () => {
    const guide = fs.readFileSync(path.join(findProjectRoot(), 'docs', 'deploying.md'), 'utf8');
    expect(guide).toContain(`\nnpx cdktf deploy ${deployedParts.map((part) => `dev-${part}`).join(' ')}\n`);
    expect(guide).not.toMatch(/^npx cdktf destroy/m);
    const commands = [...guide.matchAll(/^npm run deploy-stacks -- (destroy .*)$/gm)].map(
      ([, command = '']) => command,
    );
    expect(commands).toEqual(['destroy --env dev', 'destroy --env dev --undeclared']);
    const help = (...words: readonly string[]): { status: number | null; stdout: string } =>
      spawnSync(process.execPath, [compileProgram('tools/deploy/main.js'), ...words, '--help'], {
        cwd: findProjectRoot(),
        encoding: 'utf8',
      });
    const { status, stdout } = help('destroy');
    expect(status).toBe(0);
    // Every option that the guide names, and what the command ends with.
    for (const option of ['--env', '--undeclared', '--delivery', '--yes']) {
      expect(stdout).toContain(option);
      expect(guide).toContain(option);
    }
    expect(stdout).toMatch(/Exit codes: 0 nothing is left .*; 1 something failed, .*; 2 refused/);
  });

  it('say in one sentence why they do not call cdktf deploy', () => {
    const [head = ''] = text('deploy-environment.yml').split('\nname: ');
    expect(head.replaceAll('\n# ', ' ')).toMatch(/ Not `cdktf deploy`: [^.]*saved plan\.$/);
  });
});

const withBash = runsHere('bash', '--version') ? describe : describe.skip;
withBash('the script that summarizes plans (skipped where bash is not installed)', () => {
  it('reports waiting and failed stacks, and whether a change is loud', () => {
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-summary-'));
    const fixtures = path.join(findProjectRoot(), '__tests__', 'tools', 'fixtures', 'plans');
    fs.mkdirSync(path.join(scratch, 'plans'));
    fs.mkdirSync(path.join(scratch, 'bin'));
    fs.copyFileSync(
      path.join(fixtures, 'dev-realtime.fleet-replaced.json'),
      path.join(scratch, 'plans', 'dev-realtime.json'),
    );
    fs.writeFileSync(path.join(scratch, 'plans', 'dev-realtime.txt'), 'the plan\n');
    fs.writeFileSync(
      path.join(scratch, 'plans', 'result.json'),
      JSON.stringify({
        stacks: [
          { stack: 'dev-realtime', outcome: 'planned' },
          { stack: 'dev-matchmaking', outcome: 'waiting', why: 'it reads the state of dev-realtime' },
          { stack: 'dev-api', outcome: 'failed', why: 'AccessDenied\non s3' },
          { stack: 'dev-site', outcome: 'undeclared', why: 'take it down' },
          { stack: 'dev-delivery', outcome: 'behind', why: 'deploy it' },
        ],
      }),
    );
    // npm, as far as the script calls it: its own package.json is not in the scratch folder.
    fs.writeFileSync(
      path.join(scratch, 'bin', 'npm'),
      `#!/usr/bin/env bash\nshift 4\nexec ${process.execPath} ` +
        `${compileProgram('tools/plan-summary/main.js')} "$@"\n`,
      { mode: 0o755 },
    );
    const run = spawnSync('bash', [path.join(folder, '..', 'scripts', 'summary.sh')], {
      cwd: scratch,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: `${path.join(scratch, 'bin')}:${process.env['PATH'] ?? ''}`,
        ENVIRONMENT: 'dev',
        GITHUB_OUTPUT: path.join(scratch, 'output'),
        GITHUB_STEP_SUMMARY: path.join(scratch, 'summary.md'),
      },
    });
    const read = (name: string): string => fs.readFileSync(path.join(scratch, name), 'utf8');
    expect({ status: run.status, stderr: run.stderr.replace(/\(node:[\s\S]*/, '') }).toEqual({
      status: 0,
      stderr: '',
    });
    expect(read('output')).toBe('loud=true\n');
    expect(read('summary.md')).toBe(read('comment.md'));
    expect(read('comment.md')).toContain('`dev-api` failed: AccessDenied on s3');
    expect(read('comment.md')).toMatch(/> - `dev-delivery`: deploy it\n[^]*> - `dev-site`: take it down\n/);
    expect(run.stdout).toContain('::warning::dev-site is not in the configuration any more');
    expect(read('comment.md')).toContain('`dev-matchmaking` was not planned: it reads the state of dev-real');
    fs.rmSync(scratch, { recursive: true });
  });
});

describe('workflows', () => {
  const linted = runsHere('actionlint', '-version');
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
