import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

const root = path.resolve(__dirname, '../..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-english-'));

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** The findings of the check, one line each, for files with these contents. */
function findings(files: Readonly<Record<string, string>>): readonly string[] {
  const named = Object.entries(files).map(([name, text]) => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return path.relative(root, file);
  });
  const program = path.join(root, 'tools', 'lint', 'english.mjs');
  const { status, stdout } = spawnSync(process.execPath, [program, ...named], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line !== '');
  expect(status).toBe(lines.length === 0 ? 0 : 1);
  return lines.map((line) => line.replace(/^.*\/(?=[^/]+:\d+:)/, '').replace(/: write .*$/, ''));
}

describe('the check of English', () => {
  it('finds phrases in comments, strings, JSX and pages, with their lines', () => {
    expect(
      findings({
        'source.ts': [
          '/**',
          ' * A row that is',
          ' * no match. Whoever reads it',
          ' */',
          "export const text = 'nobody came';",
          'const other = `${text} goes on`; // tried in vain',
          'const isInVain = (goesOn: House, inHouse: rude) => goesOn; // is it going on?',
        ].join('\n'),
        'page.tsx': 'export const page = <p>Whatever you like</p>;\n',
        'subjects.ts': [
          '/** What a page shows. */',
          '// Reads so many rows. What is left is read later.',
          '/** Asks "What is it?" */',
        ].join('\n'),
        'rows.ts': [
          '/** Reads a row, or the one before it: the one. This is the one row; the one',
          ' * reader of the one',
          ' * that was read. */',
        ].join('\n'),
        'page.md': 'The one of before.\n\n```ts\n// nobody sees this\n```\n\nSee `nobody` there.\n',
        '.ci/steps': '# Somebody runs it.\n',
        'persons.ts': "type Partners = 'everybody'; // everybody waits for someone\n",
        'words.ts':
          "// A stranger judges the journey of the house.\nexport const text = 'comes home unheard';\n",
        'steps.yml': '# What it runs goes\n# on.\nrun: echo nobody\n',
        'style.css': [
          '.nobody::before {',
          "  content: '/* nobody'; /* nobody",
          '     goes',
          '     on */',
          '}',
          '/* What a turn',
          '   asks for. */',
        ].join('\n'),
        'broken.md': [
          '# What it costs',
          '',
          'A reader of `a long',
          'name` goes',
          'on. What it reads is kept.',
          '',
          '- it goes',
          '- on a list',
          '',
          '| goes | on |',
        ].join('\n'),
      }),
    ).toEqual([
      'source.ts:2: "is no match"',
      'source.ts:3: "Whoever"',
      'source.ts:5: "nobody"',
      'source.ts:6: "goes on"',
      'source.ts:6: "in vain"',
      'source.ts:7: "going on"',
      'source.ts:7: "isInVain"',
      'source.ts:7: "goesOn"',
      'source.ts:7: "House"',
      'source.ts:7: "inHouse"',
      'source.ts:7: "rude"',
      'source.ts:7: "goesOn"',
      'page.tsx:1: "Whatever"',
      'subjects.ts:1: "What"',
      'subjects.ts:2: "What"',
      'subjects.ts:2: "so many"',
      'rows.ts:1: "the one"',
      'rows.ts:1: "the one"',
      'rows.ts:2: "the one"',
      'page.md:1: "The one"',
      'page.md:1: "The one"',
      'steps:1: "Somebody"',
      'persons.ts:1: "everybody"',
      'persons.ts:1: "someone"',
      'words.ts:1: "stranger"',
      'words.ts:1: "journey"',
      'words.ts:1: "house"',
      'words.ts:1: "judges"',
      'words.ts:2: "comes home"',
      'words.ts:2: "unheard"',
      'steps.yml:1: "goes on"',
      'steps.yml:1: "What"',
      'style.css:2: "nobody"',
      'style.css:3: "goes on"',
      'style.css:6: "What"',
      'broken.md:4: "goes on"',
      'broken.md:5: "What"',
    ]);
  });

  it('finds a board where a leaderboard is meant', () => {
    const text = [
      '// The boards of `board`, {board} and board-not-found; a leaderboard.',
      "export const names = ['board', 'A board, best first'];",
    ].join('\n');
    expect(findings({ 'leaderboards/a.ts': text, 'leaderboards.ts': text, 'play.ts': text })).toEqual([
      'a.ts:1: "boards"',
      'a.ts:2: "board"',
      'leaderboards.ts:1: "boards"',
      'leaderboards.ts:2: "board"',
    ]);
  });

  it('leaves normal English and code alone', () => {
    expect(
      findings({
        'fine.ts': [
          '/** There is no match now, and the row is no longer read: the one reader has it. */',
          'export const nobody = 1; // that is no more than before',
        ].join('\n'),
      }),
    ).toEqual([]);
  });
});

describe('the check of sentences', () => {
  /** A text of `count` words, without a full stop. */
  const words = (count: number, first = 'Long'): string =>
    [first, ...Array<string>(count - 1).fill('word')].join(' ');

  it('finds a sentence of 31 words where it begins, in paragraphs, items, cells and quotations', () => {
    expect(
      findings({
        'page.md': [
          `${words(31, 'Heading')}.`,
          '',
          `A short sentence. ${words(31, 'Second')}.`,
          `It ends (here.) ${words(20, 'Third')}`,
          `${words(11)}, over two lines.`,
          '',
          `- ${words(31, 'Item')}`,
          '',
          `| a cell | ${words(31, 'Cell')} |`,
          '',
          `> ${words(20, 'Quotation')}`,
          `> ${words(11)}.`,
        ].join('\n'),
      }),
    ).toEqual([
      'page.md:1: "Heading word word word word …"',
      'page.md:3: "Second word word word word …"',
      'page.md:4: "Third word word word word …"',
      'page.md:7: "Item word word word word …"',
      'page.md:9: "Cell word word word word …"',
      'page.md:11: "Quotation word word word word …"',
    ]);
  });

  it('does not end a sentence at a colon, at an abbreviation, or at a dot in code or in a name', () => {
    const within = [':', ';', ', e.g.', ', i.e.', ', cf.', ' game.ts', ' `a. b`', ' …'];
    const between = ['.', '?', '!', '.)', '."', '.**'];
    const pages = [...within, ...between].map((join, index) => [
      `page-${index}.md`,
      `${words(15, 'Begin')}${join} ${words(16, 'rest')}.`,
    ]);
    expect(findings(Object.fromEntries(pages))).toEqual(
      within.map((_, index) => `page-${index}.md:1: "Begin word word word word …"`),
    );
  });

  it('counts a code span as one word, a link by its text, and leaves code and strings alone', () => {
    expect(
      findings({
        'page.md': [
          `${words(28)} \`a span of many words\` [link](https://example.com/a 'with a title').`,
          '',
          `- ${words(20)}`,
          `- ${words(20)}`,
          '',
          `| ${words(20)} | ${words(20)} |`,
          '',
          '# A heading',
          words(30),
          '',
          '```sh',
          words(40),
          '```',
        ].join('\n'),
        'source.ts': [
          '/**',
          ` * ${words(20)}`,
          ' *',
          ` * ${words(20)}`,
          ` * @param text ${words(20)}`,
          ' *',
          ` *     ${words(40)}`,
          ' */',
          `export const text = '${words(40)}';`,
          `export const one = 1; // ${words(20)}`,
          `export const two = 2; // ${words(20)}`,
        ].join('\n'),
      }),
    ).toEqual([]);
  });

  it('reads comments of sources, workflows and scripts, also over several lines', () => {
    expect(
      findings({
        'source.tsx': [
          '/**',
          ' * A short sentence.',
          ` * ${words(20, 'Documentation')}`,
          ` * ${words(11)}`,
          ' */',
          'export const one = 1;',
          `// ${words(20, 'Slashes')}`,
          `// ${words(11)}`,
        ].join('\n'),
        'steps.yml': `# ${words(20, 'Workflow')}\n# ${words(11)}\nrun: true\n`,
        'script.sh': `#!/bin/sh\n# ${words(31, 'Script')}\n`,
      }),
    ).toEqual([
      'source.tsx:3: "Documentation word word word word …"',
      'source.tsx:7: "Slashes word word word word …"',
      'steps.yml:1: "Workflow word word word word …"',
      'script.sh:2: "Script word word word word …"',
    ]);
  });

  it('leaves released versions of the change log as they are', () => {
    const log = ['# Changelog', '', '## Unreleased', '', `- ${words(31, 'New')}.`, ''];
    const released = ['## 0.1.0', '', `- ${words(31, 'Old')}.`, ''];
    expect(findings({ 'CHANGELOG.md': [...log, ...released].join('\n') })).toEqual([
      'CHANGELOG.md:5: "New word word word word …"',
    ]);
    expect(findings({ 'page.md': released.join('\n') })).toEqual(['page.md:3: "Old word word word word …"']);
  });
});
