import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compileProgram } from '../support/compiled';

const root = path.join(__dirname, '../..');
let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'flexmatch-'));
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

interface Typed {
  from?: string;
  input?: string;
}
function flexmatch(...given: Array<string | Typed>): { code: number | null; out: string; err: string } {
  const typed = given.find((one): one is Typed => typeof one === 'object');
  const words = given.filter((one): one is string => typeof one === 'string');
  const run = spawnSync(process.execPath, [compileProgram('flexmatch/cli/main.js'), ...words], {
    cwd: root,
    encoding: 'utf8',
    input: typed?.input ?? '',
    env: { ...process.env, INIT_CWD: typed?.from ?? '' },
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}
const file = (name: string, content: string | Buffer): string => {
  const full = path.join(folder, name);
  fs.writeFileSync(full, content);
  return full;
};

describe('npm run flexmatch', () => {
  it('validate: 0 valid, 1 invalid, 2 unreadable, and JSON on stdout', () => {
    const good = flexmatch('validate', path.join(root, 'docs/examples/duel.json'));
    expect({ code: good.code, json: JSON.parse(good.out) }).toEqual({
      code: 0,
      json: { valid: true, errors: [], warnings: [] },
    });
    const bad = flexmatch('validate', file('bad.json', '{"ruleLanguageVersion":"1.0"}'));
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out).errors).toEqual([
      { path: 'teams', code: 'missing', message: expect.any(String) },
    ]);
    const garbage = flexmatch('validate', file('garbage.json', Buffer.from([0xff, 0xfe, 0x00, 0x80])));
    expect({
      code: garbage.code,
      codes: JSON.parse(garbage.out).errors.map((error: { code: string }) => error.code),
    }).toEqual({ code: 1, codes: ['not-utf8'] });
    const missing = flexmatch('validate', path.join(folder, 'nowhere.json'));
    expect({ code: missing.code, out: missing.out }).toEqual({ code: 2, out: '' });
    expect(missing.err).toContain('nowhere.json');
  });

  it('evaluate: one line for each case; an unreadable case does not stop the others', () => {
    const cases = path.join(root, '__tests__/conformance/flexmatch/cases');
    const run = flexmatch(
      'evaluate',
      path.join(cases, '184-batch-string-same.json'),
      file('broken.json', '{'),
      path.join(cases, '185-batch-string-different.json'),
    );
    expect(run.code).toBe(2);
    expect(run.err).toContain('broken.json');
    const [same, different] = run.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(same).toEqual({
      id: '184-batch-string-same',
      matches: [{ at: 0, teams: { all: ['a', 'b'] }, tickets: ['a', 'b'] }],
      unmatched: [],
    });
    expect(different.unmatched.map((one: { ticket: string }) => one.ticket)).toEqual(['a', 'b']);
    expect(different.unmatched[0].reasons[0]).toContain('SameGameMode');
  });

  it('explain: a table for people, JSON for machines', () => {
    const one = path.join(root, '__tests__/conformance/flexmatch/cases/180-batch-far.json');
    const people = flexmatch('explain', one, '--ticket', 'a');
    expect(people.code).toBe(0);
    expect(people.out).toContain('spread 70');
    expect(people.out).toContain('at 30 s, step 1');
    for (const line of people.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const machines = JSON.parse(flexmatch('explain', one, '--at', '31', '--json').out);
    expect(machines).toEqual({
      id: '180-batch-far',
      at: 31,
      matched: [
        { ticketId: 'a', matchedAt: 30, ticketIds: ['a', 'b'] },
        { ticketId: 'b', matchedAt: 30, ticketIds: ['a', 'b'] },
      ],
      explanations: [],
      replaced: [],
      notYet: [],
    });
    const waiting = JSON.parse(flexmatch('explain', one, '--ticket', 'a', '--json').out);
    expect(Object.keys(waiting.explanations[0])).toEqual([
      'ticketId',
      'at',
      'ageSeconds',
      'obstacles',
      'pool',
      'nearest',
      'verdict',
      'summary',
      'changes',
    ]);
    expect(flexmatch('explain', one, '--ticket', 'zz').code).toBe(2);
  });

  it('answers to open questions change evaluate, explain and simulate', () => {
    const player = (id: string): object => ({ id, attributes: {}, latencyMs: { east: 50 } });
    const body = JSON.stringify({
      id: 'open',
      at: 3,
      ruleSet: {
        ruleLanguageVersion: '1.0',
        teams: ['red', 'blue'].map((name) => ({ name, minPlayers: 1, maxPlayers: 1 })),
        rules: [{ name: 'Ping', type: 'latency', maxLatency: 50 }],
      },
      tickets: [
        { id: 'a', players: [player('a')] },
        { id: 'b', players: [player('b')] },
      ],
    });
    const matches = (...flags: string[]): number =>
      JSON.parse(flexmatch({ input: body }, 'evaluate', '-', ...flags).out).matches.length;
    expect(matches()).toBe(1);
    expect(matches('--latency-limit', 'exclusive')).toBe(0);
    expect(
      JSON.parse(flexmatch({ input: body }, 'explain', '-', '--json', '--latency-limit', 'exclusive').out)
        .matched,
    ).toEqual([]);
    const duel = path.join(root, 'docs/examples/duel.json');
    for (const command of [
      ['evaluate', '-'],
      ['explain', '-'],
      ['simulate', duel],
    ]) {
      const wrong = flexmatch({ input: body }, ...command, '--party-value', 'twice');
      expect({ code: wrong.code, named: wrong.err.includes('each-member') }).toEqual({
        code: 2,
        named: true,
      });
      const size = flexmatch({ input: body }, ...command, '--batch-size', '0');
      expect({ code: size.code, named: size.err.includes('--batch-size 0') }).toEqual({
        code: 2,
        named: true,
      });
    }
    const swept = flexmatch(
      'simulate',
      duel,
      '--hours',
      '0.02',
      '--rate',
      '60',
      '--sweep',
      'timeout=30,60',
      '--json',
    );
    expect(JSON.parse(swept.out).values.map(({ value }: { value: string }) => value)).toEqual(['30', '60']);
  });

  it('explain reports on every ticket of the case: matched, waiting, cancelled, not yet arrived', () => {
    const player = (id: string): object => ({ id, attributes: {} });
    const body = {
      id: 'all',
      ruleSet: { ruleLanguageVersion: '1.0', teams: [{ name: 'a', minPlayers: 2, maxPlayers: 2 }] },
      at: 5,
      tickets: [
        { id: 'm1', players: [player('p1')] },
        { id: 'm2', players: [player('p2')] },
        { id: 'old', startTime: 1, players: [player('p3')] },
        { id: 'new', startTime: 2, players: [player('p3')] },
        { id: 'late', startTime: 9, players: [player('p4')] },
      ],
    };
    const { out } = flexmatch({ input: JSON.stringify(body) }, 'explain', '-');
    expect(
      out
        .split('\n')
        .filter((line) => /^\S+: /.test(line))
        .map((line) => line.slice(0, 14)),
    ).toEqual(['m1: matched at', 'm2: matched at', 'new: alone, 3 ', 'old: cancelled', 'late: starts a']);
    expect(out).toContain('all at 5 s: 2 tickets matched, 1 waits');
    expect(
      JSON.parse(flexmatch({ input: JSON.stringify(body) }, 'explain', '-', '--json').out),
    ).toMatchObject({
      replaced: [{ ticketId: 'old', by: 'new' }],
      notYet: [{ ticketId: 'late', startTime: 9 }],
    });
  });

  it('resolves files from the folder of the caller, even when npm runs it elsewhere', () => {
    fs.mkdirSync(path.join(folder, 'deep'), { recursive: true });
    file(
      'deep/rules.json',
      '{"ruleLanguageVersion":"1.0","teams":[{"name":"a","minPlayers":1,"maxPlayers":1}]}',
    );
    file('deep/case.json', '{"id":"c","ruleSet":"rules.json","tickets":[],"at":0}');
    const typed = { from: path.join(folder, 'deep') };
    expect(flexmatch(typed, 'validate', 'rules.json').code).toBe(0);
    expect(JSON.parse(flexmatch(typed, 'evaluate', 'case.json').out)).toEqual({
      id: 'c',
      matches: [],
      unmatched: [],
    });
    expect(
      flexmatch(typed, 'simulate', 'rules.json', '--hours', '0.01', '--html', 'report.html').out,
    ).toContain(path.join(folder, 'deep', 'report.html'));
    expect(fs.existsSync(path.join(folder, 'deep', 'report.html'))).toBe(true);
    // The file is missing in the root, but exists in the working folder.
    expect(flexmatch(typed, 'validate', 'docs/examples/duel.json').code).toBe(0);
  });

  it('reads - from standard input', () => {
    const rules = '{"ruleLanguageVersion":"1.0","teams":[{"name":"a","minPlayers":1,"maxPlayers":1}]}';
    expect(flexmatch({ input: rules }, 'validate', '-').code).toBe(0);
    const players = '[{"id":"p","attributes":{"unsent":null}}]';
    const input = `{"ruleSet":${rules},"at":0,"tickets":[{"id":"t","players":${players}}]}`;
    expect(JSON.parse(flexmatch({ input }, 'evaluate', '-').out).matches).toHaveLength(1);
    expect(flexmatch({ input: '' }, 'evaluate', '-')).toEqual({
      code: 2,
      out: '',
      err: 'standard input is empty\n',
    });
  });

  it.each<[string, string[], number, string]>([
    ['a folder', ['validate', '.'], 2, '. is a folder: name a file in it\n'],
    ['a folder as case', ['explain', '.'], 2, '. is a folder: name a file in it\n'],
    ['an unknown flag', ['validate', '--nope', 'x.json'], 2, 'unknown option'],
    [
      'a flag with a value that is not a number',
      ['explain', 'x.json', '--at', 'soon'],
      2,
      'It is not a number.',
    ],
    ['an unknown command', ['valdate', 'x.json'], 2, 'unknown command'],
    [
      'a report in a folder that does not exist',
      ['simulate', 'docs/examples/duel.json', '--html', 'no/such/report.html'],
      2,
      'there is no folder',
    ],
  ])('%s: one clear line and the documented exit code', (_, words, code, message) => {
    const run = flexmatch(...words);
    expect({ code: run.code, out: run.out }).toEqual({ code, out: '' });
    expect(run.err).toContain(message);
    expect(run.err).not.toContain('    at ');
  });

  it('an empty file is invalid as a rule set and as a case', () => {
    const empty = file('empty.json', '');
    expect(flexmatch('validate', empty).code).toBe(1);
    expect(flexmatch('evaluate', empty)).toEqual({ code: 2, out: '', err: `${empty} is empty\n` });
    expect(flexmatch('simulate', empty).code).toBe(2);
  });

  it.each(['validate', 'evaluate', 'explain', 'simulate'])(
    '%s --help shows an example and the exit codes',
    (command) => {
      const { code, out } = flexmatch(command, '--help');
      expect(code).toBe(0);
      expect(out).toContain(`Example: npm run flexmatch -- ${command}`);
      expect(out).toContain('Exit code 0');
      expect(out).toContain('--json');
    },
  );
});
