import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = path.join(__dirname, '../..');
let folder = '';
beforeAll(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'flexmatch-')); });
afterAll(() => { fs.rmSync(folder, { recursive: true, force: true }); });

function flexmatch(...words: string[]): { code: number | null; out: string; err: string } {
  const run = spawnSync(process.execPath, ['-r', 'tsx/cjs', path.join(root, 'flexmatch/cli/main.ts'), ...words], { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  return { code: run.status, out: run.stdout, err: run.stderr };
}
const file = (name: string, content: string | Buffer): string => { const full = path.join(folder, name); fs.writeFileSync(full, content); return full; };

describe('npm run flexmatch', () => {
  it('validate: 0 valid, 1 invalid, 2 unreadable, and JSON on stdout', () => {
    const good = flexmatch('validate', path.join(root, 'matchmaking/rule-sets/duel.json'));
    expect({ code: good.code, json: JSON.parse(good.out) }).toEqual({ code: 0, json: { valid: true, errors: [], warnings: [] } });
    const bad = flexmatch('validate', file('bad.json', '{"ruleLanguageVersion":"1.0"}'));
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out).errors).toEqual([{ path: 'teams', code: 'missing', message: expect.any(String) }]);
    const garbage = flexmatch('validate', file('garbage.json', Buffer.from([0xff, 0xfe, 0x00, 0x80])));
    expect({ code: garbage.code, codes: JSON.parse(garbage.out).errors.map((error: { code: string }) => error.code) }).toEqual({ code: 1, codes: ['not-utf8'] });
    const missing = flexmatch('validate', path.join(folder, 'nowhere.json'));
    expect({ code: missing.code, out: missing.out }).toEqual({ code: 2, out: '' });
    expect(missing.err).toContain('nowhere.json');
  });

  it('evaluate: a line a case; a case that cannot be read does not stop the others', () => {
    const cases = path.join(root, '__tests__/conformance/flexmatch/cases');
    const run = flexmatch('evaluate', path.join(cases, '184-batch-string-same.json'), file('broken.json', '{'), path.join(cases, '185-batch-string-different.json'));
    expect(run.code).toBe(2);
    expect(run.err).toContain('broken.json');
    const [same, different] = run.out.trim().split('\n').map((line) => JSON.parse(line));
    expect(same).toEqual({ id: '184-batch-string-same', matches: [{ at: 0, teams: { all: ['a', 'b'] }, tickets: ['a', 'b'] }], unmatched: [] });
    expect(different.unmatched.map((one: { ticket: string }) => one.ticket)).toEqual(['a', 'b']);
    expect(different.unmatched[0].reasons[0]).toContain('SameGameMode');
  });

  it('explain: a table for people, JSON for machines', () => {
    const one = path.join(root, '__tests__/conformance/flexmatch/cases/180-batch-far.json');
    const people = flexmatch('explain', one, '--ticket', 'a');
    expect(people.code).toBe(0);
    expect(people.out).toContain('spread 70');
    expect(people.out).toContain('at 30 s, step 1');
    const machines = JSON.parse(flexmatch('explain', one, '--at', '31', '--json').out);
    expect(machines.matched.map((match: { ticketId: string }) => match.ticketId)).toEqual([]);
    expect(machines.explanations).toEqual([]);
    expect(flexmatch('explain', one, '--ticket', 'zz').code).toBe(2);
  });
});
