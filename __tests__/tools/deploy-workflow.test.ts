import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { runsHere } from '../support/runs-here';
import { workflow } from '../support/workflows';

const jobsOf = (name: string) => workflow(`${name}.yml`).jobs;

describe('the workflows that plan and apply', () => {
  it('download a provider once a job, not once a stack', () => {
    const jobs = ['plan', 'drift', 'deploy-environment']
      .flatMap((name) => Object.values(jobsOf(name)))
      .filter(({ steps = [] }) =>
        steps.some(({ uses }) => uses?.startsWith('hashicorp/setup-terraform@') === true),
      );
    expect(jobs).toHaveLength(4);
    for (const { env } of jobs) expect(env?.['TF_PLUGIN_CACHE_DIR']).toMatch(/^\/./);
  });

  it('stop a merge before the environment that a repository without reviewers names', () => {
    const jobs = jobsOf('deploy');
    for (const environment of ['staging', 'prod'])
      expect(jobs[environment]?.if).toContain(
        `(github.event_name != 'push' || vars.PUSH_STOPS_BEFORE != '${environment}')`,
      );
    // A second round follows its first one, and prod follows staging.
    for (const name of ['staging-rest', 'prod', 'prod-rest'])
      expect(jobs[name]?.if).toContain(
        `needs.${name === 'prod-rest' ? 'prod' : 'staging'}.result == 'success'`,
      );
  });

  (runsHere('bash', '--version') ? it : it.skip)('refuse another value, which would stop nothing', () => {
    const [first] = jobsOf('deploy')['synth']?.steps ?? [];
    expect(first?.env).toEqual({ STOPS: '${{ vars.PUSH_STOPS_BEFORE }}' });
    const status = (STOPS: string): number | null =>
      spawnSync('bash', ['-e', '-c', first?.run ?? ''], { env: { ...process.env, STOPS } }).status;
    expect(['', 'staging', 'prod'].map(status)).toEqual([0, 0, 0]);
    for (const other of ['production', 'prod ', 'PROD', 'dev']) expect(status(other)).toBe(1);
  });
});
