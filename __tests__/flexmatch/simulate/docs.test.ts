import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseRuleSet } from '../../../flexmatch';
import { completePopulation, parsePopulation, parseRecording } from '../../../flexmatch/simulate';
import { compileProgram } from '../../support/compiled';

const root = path.resolve(__dirname, '..', '..', '..');
const page = fs.readFileSync(path.join(root, 'docs/simulator.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);
const { ruleSet: duel } = parseRuleSet(fs.readFileSync(path.join(root, 'docs/examples/duel.json'), 'utf8'));

describe('docs/simulator.md', () => {
  it.each(blocks('sh').map((text) => [text.trim()]))('%s', (command) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'docs-'));
    try {
      const words = command
        .replace(/^npm run flexmatch -- /, '')
        .split(/ (?:\\\n {2})?/)
        .map((word) => (word === 'report.html' ? path.join(folder, word) : word));
      const run = spawnSync(process.execPath, [compileProgram('flexmatch/cli/main.js'), ...words], {
        cwd: root,
        encoding: 'utf8',
        env: process.env,
      });
      expect({ code: run.status, last: run.stdout.trimEnd().split('\n').at(-1)?.slice(0, 5) }).toEqual({
        code: 0,
        last: 'Done.',
      });
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  it('shows populations and recordings that can be read', () => {
    if (duel === undefined) throw new Error('duel is not valid');
    expect(blocks('json').length + blocks('csv').length).toBe(2);
    for (const text of blocks('json'))
      expect(completePopulation(parsePopulation(text), [duel]).population.regions).toHaveLength(2);
    for (const text of blocks('csv')) expect(parseRecording(text, [duel])).toHaveLength(2);
  });

  it('names every option that --help names', () => {
    const { stdout } = spawnSync(
      process.execPath,
      [compileProgram('flexmatch/cli/main.js'), 'simulate', '--help'],
      { cwd: root, encoding: 'utf8', env: process.env },
    );
    const options = [...stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option = '']) => option);
    expect(options.length).toBeGreaterThan(12);
    for (const option of options) expect(page).toContain(`\`${option}`);
  });
});
