import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { findProjectRoot } from '../../tools/project';
import { type Job, workflow as read, workflowFolder, workflows } from '../support/workflows';
import { listsOfCi, nodesIn } from './support/ci-of-readme';

const [always, onDemand, moreTests, jobs] = listsOfCi;

/** Programs that check; the others of a workflow install what they need. */
const isProgram = (name: string): boolean => /^(npm run |node |cmp$|cfn-lint$)/.test(name);

/** The programs that the steps of a job run. A list of commands ends at its first failure. */
function programsOf({ steps }: Job): readonly string[] {
  const commands = (steps ?? []).flatMap(({ run }) => run?.split(/&&|\n/) ?? []).map((text) => text.trim());
  for (const command of commands) expect(command).not.toMatch(/[|;](?!\s*do$)/);
  const programs = commands.map((text) => /^(npm run [\w:-]+|node \S+|[\w-]+)/.exec(text)?.[1] ?? '');
  return [...new Set(programs.filter(isProgram))];
}

describe('workflows', () => {
  it.each(workflows)('fail when a step of %s fails', (name) => {
    expect(fs.readFileSync(path.join(workflowFolder, name), 'utf8')).not.toContain('continue-on-error');
  });
});

describe('checks', () => {
  const { checks } = read('checks.yml').jobs;
  const script = fs.readFileSync(path.join(findProjectRoot(), '.ci', 'run'), 'utf8');

  it('run the commands of a developer, on every Node that the README names', () => {
    const nodes = checks?.strategy?.matrix.node;
    expect(nodes).toEqual(['20', '22', '24', '26']);
    expect(nodesIn(always?.before ?? '')).toEqual(nodes);
    expect(checks?.steps?.flatMap(({ run }) => run ?? [])).toEqual(['.ci/run']);
    const variables = Object.entries(checks?.steps?.find(({ run }) => run === '.ci/run')?.env ?? {});
    expect(variables.map(([name, value]) => `\`${name}=${value}\``)).toContain(
      onDemand?.before.match(/`TURNLIFT_\w+=\d`/)?.[0],
    );
  });

  it('run for what the README says', () => {
    expect(read('checks.yml')['on']).toEqual({ pull_request: null, push: { branches: ['main'] } });
    expect(always?.before).toContain(
      '`.github/workflows/checks.yml` runs for every pull request and every push to `main`. Its job _checks_',
    );
  });

  it('have the jobs of the README, with the commands that it names', () => {
    const others = Object.entries(read('checks.yml').jobs).filter(([name]) => name !== 'checks');
    expect(
      jobs?.items.map(({ text, spans }) => [/^_([^_]+)_:/.exec(text)?.[1], spans.filter(isProgram)]),
    ).toEqual(others.map(([name, job]) => [job['name'] ?? name, programsOf(job)]));
    const itemOf = (name: string): string =>
      jobs?.items.find(({ text }) => text.startsWith(`_${name}_`))?.text ?? '';
    for (const environment of read('checks.yml').jobs['rehearsal']?.strategy?.matrix.environment ?? [])
      expect(itemOf('rehearsal')).toContain(`\`${environment}\``);
    const zones = read('checks.yml').jobs['bytes']?.steps?.filter(({ run }) =>
      run?.includes('npm run build'),
    );
    expect(zones?.map(({ env }) => env?.['TZ'])).toEqual([undefined, 'Pacific/Kiritimati']);
    expect(itemOf('two builds, one set of bytes')).toContain('two folders and two time zones');
  });

  it('leave out a job or a step only where the README does not promise it', () => {
    const conditions = Object.values(read('checks.yml').jobs).flatMap((job) =>
      [job, ...(job.steps ?? [])].flatMap((part) => part.if ?? []),
    );
    expect(conditions).toEqual([
      '!cancelled()', // the upload of screenshots
      "github.event_name == 'pull_request' || !startsWith(github.event.before, '0000000')", // messages
      "matrix.environment == 'dev'", // the SAM template, which is the same for every environment
    ]);
  });

  it('name the suites that only the workflow runs, as the README does', () => {
    const suites = execFileSync('git', ['grep', '-lE', "env(\\.|\\[')TURNLIFT_CI_EVERYTHING"], {
      cwd: findProjectRoot(),
      encoding: 'utf8',
    });
    const named = moreTests?.items.flatMap(({ spans }) => spans) ?? [];
    expect([...named].sort()).toEqual(suites.trim().split('\n').sort());
    expect(moreTests?.before).toBe('With it, `npm test` also runs:');
  });

  it('find gaps of the API documentation in every run, before the part for the workflow alone', () => {
    const [always = ''] = script.split('"${TURNLIFT_CI_EVERYTHING:-}"');
    expect(always.split('\n')).toContain('npm run --silent api-docs');
  });

  it('keep what the browser tests saw, also when they fail', () => {
    const steps = checks?.steps ?? [];
    const upload = steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
    expect(steps.at(-1)).toBe(upload);
    expect(upload?.if).toBe('!cancelled()');
    const taken = steps.find(({ run }) => run === '.ci/run')?.env?.['TURNLIFT_SCREENSHOTS'];
    expect(taken).toMatch(/./);
    expect(upload?.with?.['path']).toBe(taken);
  });

  it('try the first minutes on the oldest and on the newest of them', () => {
    const tried = [...script.matchAll(/^\s*\.ci\/first-minutes "\$\(node_of (\d+)\)" (\d+) (\d+)/gm)];
    expect(tried.map(([, node, megabytes, files]) => ({ node, megabytes, files }))).toEqual([
      { node: '20', megabytes: '200', files: '25000' },
      { node: '26', megabytes: '600', files: '25000' },
    ]);
  });

  it('rehearse dev and prod, whose calls of AWS differ', () => {
    const { rehearsal } = read('checks.yml').jobs;
    expect(rehearsal?.strategy?.matrix.environment).toEqual(['dev', 'prod']);
    expect(rehearsal?.env).toEqual({ ENVIRONMENT: '${{ matrix.environment }}' });
    const runs = rehearsal?.steps?.flatMap(({ run }) => run ?? []) ?? [];
    expect(runs).toContain('npm run rehearse -- --env "$ENVIRONMENT" --download');
  });

  it('run the whole suite as a newcomer would, on the oldest and on the newest of them', () => {
    expect(script).toContain('20 | 26) .ci/first-minutes --tests "$(command -v node)" 600 25000 ;;');
  });
});
