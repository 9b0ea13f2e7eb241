import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const program = path.resolve(__dirname, '../../tools/lint/commits.mjs');
const types = ['build', 'chore', 'ci', 'docs', 'feat', 'fix', 'perf', 'refactor', 'revert', 'style', 'test'];
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-commits-'));
  git('init', '-q', '-b', 'main');
  commit('the first one');
  git('tag', 'base');
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function git(...words: readonly string[]): void {
  const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@our-game.gg', '-c', 'commit.gpgsign=false'];
  const { status, stderr } = spawnSync('git', [...author, ...words], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

const commit = (subject: string, body?: string): void =>
  git('commit', '-q', '--allow-empty', '-m', subject, ...(body === undefined ? [] : ['-m', body]));

function check(...words: readonly string[]): { readonly status: number | null; readonly out: string } {
  const { status, stdout } = spawnSync(process.execPath, [program, ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, out: stdout.replaceAll(/^[0-9a-f]+ /gm, '') };
}

describe('the check of commits', () => {
  it('accepts conventional subjects of 72 characters with a body, and merges', () => {
    commit(`fix(store): ${'x'.repeat(60)}`, 'A row was written twice.');
    git('checkout', '-q', '-b', 'side', 'base');
    commit('feat!: a board has seasons', 'Why.\n\nAnd more.');
    git('checkout', '-q', 'main');
    git('merge', '-q', '--no-ff', '-m', 'Merge side', 'side');
    expect(check('base')).toEqual({ status: 0, out: '' });
  });

  it('names the fault of each message, and looks at no older commit', () => {
    commit('x', 'Why.');
    commit(`fix: ${'x'.repeat(68)}`, 'Why.');
    commit('docs: no body');
    expect(check('base')).toEqual({
      status: 1,
      out: [
        'docs: no body: it has no body that says why',
        `fix: ${'x'.repeat(68)}: the subject has 73 characters, at most 72`,
        `x: the subject is not conventional, such as "fix(store): …"; types: ${types.join(', ')}`,
        '',
      ].join('\n'),
    });
  });

  it('refuses the phrases of the list of English from the commit on that brings the list', () => {
    commit('fix: a run goes on', 'Nobody knew.');
    fs.mkdirSync(path.join(folder, 'tools', 'lint'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'tools', 'lint', 'phrases.mjs'), '');
    git('add', '.');
    commit('docs: phrases', 'A list.');
    commit('fix: a run goes on', 'It was tried in\nvain; `nobody` and "somebody" are names.');
    commit('fix: a run continues', 'It was given up.');
    expect(check('base')).toEqual({
      status: 1,
      out: [
        'fix: a run goes on: "goes on": write "continues"',
        'fix: a run goes on: "in vain": write "without a result", "unsuccessfully"',
        '',
      ].join('\n'),
    });
  });

  it('refuses a branch that is its own base, on which no commit would be checked', () => {
    commit('x', 'Why.');
    expect(check('main')).toEqual({ status: 2, out: '' });
    git('checkout', '-q', '-b', 'my-change');
    commit('y', 'Why.');
    expect(check('main')).toEqual({ status: 1, out: expect.stringMatching(/^y: .*\n$/) });
  });

  it.each(['AGENTS.md', 'CONTRIBUTING.md'])('knows the types that %s lists', (page) => {
    const text = fs.readFileSync(path.resolve(__dirname, '../..', page), 'utf8');
    const [, listed = ''] = /onventional subject[^()]*\(([^()]*)\)/.exec(text) ?? [];
    expect([...listed.matchAll(/`(\w+):`/g)].map(([, type]) => type)).toEqual(types);
    for (const type of types) commit(`${type}: one`, 'Why.');
    expect(check('base')).toEqual({ status: 0, out: '' });
  });

  it('ends with 2 without a base, or without the file of a message', () => {
    expect(check().status).toBe(2);
    expect(check('--message').status).toBe(2);
  });
});

describe('the hook of commits', () => {
  const hooks = path.resolve(__dirname, '../../.githooks');

  beforeEach(() => {
    fs.mkdirSync(path.join(folder, 'tools', 'lint'), { recursive: true });
    for (const file of ['commits.mjs', 'phrases.mjs'])
      fs.copyFileSync(path.join(path.dirname(program), file), path.join(folder, 'tools', 'lint', file));
    git('config', 'core.hooksPath', hooks);
  });

  it('refuses a message that the workflow would refuse, and names its fault', () => {
    expect(() => commit('docs: no body')).toThrow('docs: no body: it has no body that says why');
    expect(() => commit('x', 'Why.')).toThrow('is not conventional');
    expect(() => commit('docs: a comment', 'It was tried in vain.')).toThrow('"in vain"');
    expect(() => commit('docs: a comment', '# Please enter a message')).toThrow('no body');
  });

  it('accepts other messages, and those that git writes', () => {
    commit('fix(store): a row is written once', 'Two writers met.');
    commit('fixup! fix(store): a row is written once');
  });
});
