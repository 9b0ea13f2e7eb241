import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { findProjectRoot } from '../../tools/project';
import { workflow as read } from '../support/workflows';

describe('checks', () => {
  const { checks } = read('checks.yml').jobs;
  const script = fs.readFileSync(path.join(findProjectRoot(), '.ci', 'run'), 'utf8');

  it('run the commands of a developer, on every Node that the README names', () => {
    const readme = fs.readFileSync(path.join(findProjectRoot(), 'README.md'), 'utf8').replace(/\s+/g, ' ');
    const nodes = checks?.strategy?.matrix.node ?? [];
    expect(nodes).toEqual(['20', '22', '24', '26']);
    expect(readme).toContain(
      `CI runs \`.ci/run\` on Node ${nodes.slice(0, -1).join(', ')} and ${nodes.at(-1)}:`,
    );
    expect(checks?.steps?.flatMap(({ run }) => run ?? [])).toEqual(['.ci/run']);
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
