import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { folders } from '../../tools/mutate/folders';
import { findProjectRoot } from '../../tools/project';

const read = (file: string): string => fs.readFileSync(path.join(findProjectRoot(), file), 'utf8');
const page = (file: string): string => read(file).replace(/\s+/g, ' ');

/** A number in the code of a check. */
function numberIn(file: string, pattern: RegExp): string {
  const [, found] = pattern.exec(read(file)) ?? [];
  if (found === undefined) throw new Error(`${file} has no ${String(pattern)}`);
  return found;
}

const sizes = 'tools/lint/sizes.mjs';
const lines = numberIn(sizes, /\blines: (\d+)/);
const width = numberIn(sizes, /\bwidth: (\d+)/);
const longest = numberIn(sizes, /\bfunction: (\d+)/);
const words = numberIn('tools/lint/sentences.mjs', /\bmaxWords = (\d+)/);
const subject = numberIn('tools/lint/commits.mjs', /\blimit = (\d+)/);
const node = numberIn('package.json', /"node": ">=([\d.]+)"/);

describe('limits that pages name', () => {
  it('are those of the checks', () => {
    const rules = page('AGENTS.md');
    expect(rules).toContain(
      `Lines have at most ${width} characters, files ${lines} lines, functions ${longest}.`,
    );
    expect(rules).toContain(`A sentence of a page or a comment has at most ${words} words`);
    expect(rules).toMatch(new RegExp(`subject \\([^)]*\\) of at most ${subject} characters`));
    const steps = page('CONTRIBUTING.md');
    expect(steps).toContain(`Files have at most ${lines} lines, functions ${longest}.`);
    expect(steps).toMatch(new RegExp(`subject \\([^)]*\\) of at most ${subject} characters`));
  });

  it.each(['README.md', 'CONTRIBUTING.md'])('in %s: the oldest Node is that of package.json', (file) => {
    expect(page(file)).toContain(`Node ${node} or newer`);
  });

  it.each(['AGENTS.md', 'CONTRIBUTING.md', 'docs/mutants.md'])('in %s: the folders with mutants', (file) => {
    const names = Object.keys(folders).map((name) => `\`${name}\``);
    expect(page(file)).toContain(`${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);
  });
});
