import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runsHere } from '../support/runs-here';
import { workflow, workflowFolder } from '../support/workflows';

const scripts = path.join(workflowFolder, '..', 'scripts');
const here = ['bash', 'git', 'jq'].every((program) => runsHere(program, '--version'));
const withTools = here ? describe : describe.skip;

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly output: Readonly<Record<string, string>>;
}

let folder: string;
const at = (...names: readonly string[]): string => path.join(folder, ...names);
const put = (name: string, text: string, mode = 0o644): void => {
  fs.mkdirSync(path.dirname(at(name)), { recursive: true });
  fs.writeFileSync(at(name), text, { mode });
};
function ran(script: string, environment: Readonly<Record<string, string>> = {}): Ran {
  put('output', '');
  const { status, stdout } = spawnSync('bash', [path.join(scripts, script)], {
    cwd: at('checkout'),
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${at('bin')}:${process.env['PATH'] ?? ''}`,
      ENVIRONMENT: 'dev',
      GITHUB_OUTPUT: at('output'),
      AWS_SESSION_TOKEN: 'of the plan role',
      ...environment,
    },
  });
  const lines = fs.readFileSync(at('output'), 'utf8').trim().split('\n');
  const pairs = lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  return { status, stdout, output: Object.fromEntries(pairs) };
}

withTools('the stacks of the deployed commit (skipped without bash, git and jq)', () => {
  let repository: string;
  let deployed: string, older: string, main: string, beside: string;
  const git = (...args: readonly string[]): string =>
    spawnSync('git', ['-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      encoding: 'utf8',
    }).stdout.trim();
  /** A commit whose synth writes its name, and the stacks of some environments. */
  const commit = (name: string, environments = 'dev'): string => {
    fs.writeFileSync(path.join(repository, 'name'), `${name} ${environments}\n`);
    git('add', '.');
    git('commit', '--quiet', '-m', name);
    return git('rev-parse', 'HEAD');
  };
  beforeAll(() => {
    repository = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-drifting-'));
    git('init', '--quiet', '--initial-branch=main');
    older = commit('older', 'prod');
    deployed = commit('deployed');
    commit('between');
    main = commit('main');
    git('checkout', '--quiet', '-b', 'other', deployed);
    beside = commit('beside');
    git('checkout', '--quiet', 'main');
  });
  afterAll(() => fs.rmSync(repository, { recursive: true, force: true }));

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-drift-'));
    spawnSync('git', ['clone', '--quiet', repository, at('checkout')]);
    spawnSync('git', ['-C', at('checkout'), 'fetch', '--quiet', 'origin', 'other']);
    put(
      'bin/aws',
      `#!/usr/bin/env bash
[[ "$*" == *"--bucket states --key deployed-commit"* ]] || exit 1
if [ ! -e ${at('object')} ]; then echo "($(cat ${at('refusal')}))" >&2; exit 254; fi
cp ${at('object')} "\${@: -1}"
`,
      0o755,
    );
    put('refusal', 'NoSuchKey');
    // The real synth, as far as it matters: stacks of the commit that it runs in.
    put(
      'bin/npm',
      `#!/usr/bin/env bash
set -e
echo "npm $* in $(cat name) with \${AWS_SESSION_TOKEN:-no} credentials" >> ${at('calls')}
if [ -e ${at('fails')} ] && [ "$*" = "$(cat ${at('fails')})" ]; then exit 7; fi
if [ "$*" != 'run synth' ]; then exit; fi
read -r name environment < name
data="cdktf.out/stacks/$environment-data"
mkdir -p "$data"
echo '{"terraform":{"backend":{"s3":{"bucket":"states","region":"eu-west-1"}}}}' > "$data/cdk.tf.json"
echo "$name" > cdktf.out/name
`,
      0o755,
    );
    spawnSync(at('bin', 'npm'), ['run', 'synth'], { cwd: at('checkout') });
    fs.rmSync(at('calls'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  const planned = (): string => fs.readFileSync(at('checkout', 'cdktf.out', 'name'), 'utf8').trim();

  it('take the place of those of main, which are kept, and are built without credentials', () => {
    put('object', deployed);
    const { status, stdout, output } = ran('deployed-stacks.sh');
    expect(status).toBe(0);
    expect(output).toEqual({ commit: deployed, compared: `commit ${deployed}, which CI deployed last` });
    expect(stdout).toContain(
      `::notice::dev is compared with commit ${deployed}, which CI deployed last. Main is 2 commits further`,
    );
    expect(planned()).toBe('deployed');
    expect(fs.readFileSync(at('checkout', 'of-main', 'name'), 'utf8').trim()).toBe('main');
    expect(fs.readFileSync(at('calls'), 'utf8').trim().split('\n')).toEqual(
      ['ci', 'run build', 'run synth'].map((words) => `npm ${words} in deployed dev with no credentials`),
    );
    const { stdout: trees } = spawnSync('git', ['-C', at('checkout'), 'worktree', 'list'], {
      encoding: 'utf8',
    });
    expect(trees.trim().split('\n')).toHaveLength(1);
  });

  it('are those of main where main is deployed', () => {
    put('object', main);
    expect(ran('deployed-stacks.sh')).toEqual({
      status: 0,
      stdout: '',
      output: { commit: '', compared: 'main' },
    });
    expect(planned()).toBe('main');
  });

  it('are those of main where the deployed commit is unknown or not of main, and that is said', () => {
    const reasons = [
      [undefined, 'which commit was deployed is unknown: CI has deployed none'],
      ['HEAD', 'which commit was deployed is unknown: s3://states/deployed-commit is not the name of a'],
      ['0'.repeat(40), `commit ${'0'.repeat(40)} was deployed, which is not in the history of main`],
      [beside, `commit ${beside} was deployed, which is not in the history of main`],
      [older, `commit ${older} was deployed, which has no stacks of it`],
    ] as const;
    for (const [object, reason] of reasons) {
      if (object !== undefined) put('object', object);
      const { status, stdout, output } = ran('deployed-stacks.sh');
      expect({ object, status, output }).toEqual({
        object,
        status: 0,
        output: { commit: '', compared: 'main' },
      });
      expect(stdout).toContain(`::warning::dev is compared with main: ${reason}`);
      expect(planned()).toBe('main');
    }
    // Code of another branch is not even built: a deploy role may have named it.
    expect(fs.readFileSync(at('calls'), 'utf8')).not.toContain('beside');
  });

  it.each(['ci', 'run build', 'run synth'])('are not guessed where npm %s of that commit fails', (words) => {
    put('object', deployed);
    put('fails', words);
    const { status, stdout, output } = ran('deployed-stacks.sh');
    expect([status, output['compared']]).toEqual([1, undefined]);
    expect(stdout).toMatch(
      new RegExp(
        `^::error::dev is not compared: npm ${words} fails in commit ${deployed}, which CI deployed ` +
          'last .*run the workflow again.*deploy main',
        'm',
      ),
    );
    const calls = fs.readFileSync(at('calls'), 'utf8').trim().split('\n');
    expect(calls.at(-1)).toBe(`npm ${words} in deployed dev with no credentials`);
    expect(planned()).toBe('main');
    const { stdout: trees } = spawnSync('git', ['-C', at('checkout'), 'worktree', 'list'], {
      encoding: 'utf8',
    });
    expect(trees.trim().split('\n')).toHaveLength(1);
  });

  it('are not guessed where the object cannot be read', () => {
    put('refusal', 'AccessDenied');
    const { status, stdout } = ran('deployed-stacks.sh');
    expect(status).toBe(1);
    expect(stdout).toContain('::error::dev: the commit that was deployed last cannot be read.');
  });
});

withTools('the script that fails where something differs (skipped without bash, git and jq)', () => {
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-differs-'));
    fs.mkdirSync(at('checkout'));
    // Its plan ends as the stack's file says: 0 nothing to do, 2 changes, 1 an error.
    put(
      'bin/terraform',
      '#!/usr/bin/env bash\nif [ "$2" = plan ]; then exit "$(cat "${1#-chdir=}/ends")"; fi\n',
      0o755,
    );
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  const differs = (
    outcomes: Readonly<Record<string, string>>,
    ofMain: Readonly<Record<string, number>> = {},
  ): Ran => {
    const stacks = Object.entries(outcomes).map(([stack, outcome]) => ({ stack, outcome }));
    put('checkout/plans/result.json', JSON.stringify({ stacks }));
    for (const [stack, code] of Object.entries(ofMain))
      put(`checkout/of-main/stacks/${stack}/ends`, `${code}`);
    return ran('nothing-differs.sh', { COMPARED: 'commit abc' });
  };

  it('names every stack whose plan is not empty, and what it was compared with', () => {
    expect(differs({ 'dev-data': 'unchanged', 'dev-state': 'unchanged' })).toMatchObject({
      status: 0,
      stdout: '',
    });
    const { status, stdout } = differs({
      'dev-data': 'planned',
      'dev-api': 'unchanged',
      'dev-site': 'undeclared',
      'dev-delivery': 'behind',
    });
    expect(status).toBe(1);
    expect(stdout).toContain('::error::dev differs from commit abc in: dev-data dev-site dev-delivery.');
  });

  it("takes the operators' two stacks as main has them, where they were deployed ahead of the rest", () => {
    const ahead = differs(
      { 'dev-delivery': 'planned', 'dev-state': 'planned' },
      { 'dev-delivery': 0, 'dev-state': 0 },
    );
    expect(ahead.status).toBe(0);
    expect(ahead.stdout).toContain('::notice::dev-delivery is as main has it: an operator has deployed it');
    const neither = differs({ 'dev-delivery': 'planned', 'dev-state': 'planned' }, { 'dev-delivery': 2 });
    expect(neither.status).toBe(1);
    expect(neither.stdout).toContain('in: dev-delivery.');
    expect(differs({ 'dev-delivery': 'planned' }, { 'dev-delivery': 1 }).status).toBe(1);
    // CI deploys all others: what main has of them is not deployed yet.
    expect(differs({ 'dev-api': 'planned' }, { 'dev-api': 0 }).status).toBe(1);
  });
});

describe('the nightly workflow', () => {
  const steps = workflow('drift.yml').jobs['drift']?.steps ?? [];
  const step = (script: string) => {
    const found = steps.findIndex(({ run }) => run?.includes(script));
    return { ...steps[found], index: found };
  };

  it('compares with the commit that is deployed, which it reads after it looked for a deploy at work', () => {
    const [looked, taken, planned] = ['deploy-at-work.sh', 'deployed-stacks.sh', 'deploy-stacks -- plan'].map(
      step,
    );
    expect([looked?.index, taken?.index, planned?.index]).toEqual(
      [looked?.index, taken?.index, planned?.index].sort((a, b) => Number(a) - Number(b)),
    );
    expect(taken?.if).toBe(planned?.if);
    expect(step('nothing-differs.sh').env).toEqual({ COMPARED: '${{ steps.deployed.outputs.compared }}' });
    expect(steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with).toEqual({
      'fetch-depth': 0,
    });
  });
});
