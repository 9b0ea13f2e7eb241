import { describe, expect, it } from '@jest/globals';
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
});
