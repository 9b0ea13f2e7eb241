import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compileProgram } from '../../support/compiled';

const root = path.resolve(__dirname, '..', '..', '..');
const duel = path.join(root, 'docs/examples/duel.json');
const wide = path.join(root, 'docs/examples/duel-wide.json');
let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'simulate-'));
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function simulate(...words: string[]): { code: number | null; out: string; err: string } {
  const run = spawnSync(process.execPath, [compileProgram('flexmatch/cli/main.js'), 'simulate', ...words], {
    cwd: root,
    encoding: 'utf8',
    env: process.env,
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}
const file = (name: string, content: string | Buffer): string => {
  const full = path.join(folder, name);
  fs.writeFileSync(full, content);
  return full;
};

describe('npm run flexmatch -- simulate', () => {
  it('prints waits, quality, rules, expansions and timeouts, and suggests a next step', () => {
    const { code, out, err } = simulate(duel, '--hours', '0.3', '--rate', '6', '--timeout', '20');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const part of [
      /assumed: .*skill: normal, mean 1500/,
      /tickets came: .* matched, .* timed out/,
      /all tickets .* s +\d/,
      /region us-east-1/,
      /█/,
      /skill: highest less lowest/,
      /latency of the slowest player .* ms/,
      /FairSkill +\d/,
      /rules\[FairSkill\]\.maxDistance/,
      /Why tickets timed out\n +\d/,
    ])
      expect(out).toMatch(part);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^Done\. Add --html report\.html/);
  });

  it('--json is one line, the same bytes for the same seed', () => {
    const once = simulate(duel, '--json', '--hours', '0.2', '--seed', '9').out;
    expect(simulate(duel, '--json', '--hours', '0.2', '--seed', '9').out).toBe(once);
    const report = JSON.parse(once);
    expect(report).toMatchObject({
      ruleSet: 'duel',
      seed: 9,
      hours: 0.2,
      timeoutSeconds: 120,
      tickets: { arrived: expect.any(Number) },
      assumptions: expect.any(Array),
    });
    expect(once.trimEnd()).not.toContain('\n');
  });

  it.each([
    ['--compare', wide],
    ['--seeds', '3'],
    ['--sweep', 'timeout=20,60,120'],
  ])('%s %s gives the same bytes on one thread and on several', (flag, value) => {
    const run = [duel, flag, value, '--hours', '0.2', '--json'];
    const { code, out } = simulate(...run, '--threads', '1');
    expect(code).toBe(0);
    expect(simulate(...run, '--threads', '3').out).toBe(out);
  });

  it('refuses what one of several threads cannot play, with its words', () => {
    const { code, err } = simulate(duel, '--sweep', 'rate=6,900000', '--hours', '100', '--threads', '2');
    expect(code).toBe(2);
    expect(err).toMatch(/900000 tickets a minute over 100 hours .* lower the rate or the hours/);
    expect(simulate(duel, '--seeds', '2', '--threads', '0')).toMatchObject({
      code: 2,
      err: '--threads 0: give a whole number from 1 to 64\n',
    });
  });

  it.each([
    [['--acceptance-timeout', '5'], '--acceptance-timeout needs --accept: without it no player is asked'],
    [['--leave', '0'], '--leave needs --session-minutes: without it sessions have no length'],
    [
      ['--sessions-per-instance', '5'],
      '--sessions-per-instance needs --session-minutes: without it sessions have no length',
    ],
    [['--seeds', '1'], '--seeds 1: give a whole number from 2 to 1000'],
  ])('refuses %j, which would change nothing', (flags, err) => {
    expect(simulate(duel, ...flags)).toMatchObject({ code: 2, err: `${err}\n` });
  });

  it('--compare puts two rule sets side by side, and --html writes the report', () => {
    const html = path.join(folder, 'report.html');
    const { code, out } = simulate(duel, '--compare', wide, '--hours', '1', '--html', html);
    expect(code).toBe(0);
    expect(out).toMatch(/before duel {3}after duel-wide/);
    expect(out).toMatch(/skill spread in a match p50 .* worse/);
    expect(out).toContain(`Open ${html} in a browser.`);
    expect(fs.readFileSync(html, 'utf8')).toContain('duel-wide');
    expect(JSON.parse(simulate(duel, '--compare', wide, '--hours', '0.1', '--json').out)).toMatchObject({
      before: { ruleSet: 'duel' },
      after: { ruleSet: 'duel-wide' },
      rows: expect.any(Array),
    });
  });

  it('--sweep tries each value with the same players: with a narrower rule they wait longer', () => {
    const { expansions: _expansions, ...unexpanded } = JSON.parse(fs.readFileSync(duel, 'utf8'));
    const { code, out } = simulate(
      file('unexpanded.json', JSON.stringify(unexpanded)),
      ...['--sweep', 'rules[FairSkill].maxDistance=20,400', '--hours', '0.5', '--rate', '10', '--json'],
    );
    expect(code).toBe(0);
    const [narrow, wider] = JSON.parse(out).values.map(
      ({ reports }: { reports: ReadonlyArray<{ waitSeconds: { mean: number } }> }) =>
        reports[0]?.waitSeconds.mean,
    );
    expect(narrow).toBeGreaterThan(1.5 * wider);
  });

  it('--sweep refuses a target that does not exist, and tries a member that the rule set omits', () => {
    const short = ['--hours', '0.05', '--rate', '10', '--json'];
    const { code, err } = simulate(duel, '--sweep', 'timout=30,60', ...short);
    expect(code).toBe(2);
    expect(err).toContain(
      '--sweep timout: a rule set has no "timout"; options are rate, timeout, look-every, accept, patience',
    );
    expect(simulate(duel, '--sweep', 'algorithm.expansionAgeSelection=oldest', ...short).code).toBe(0);
  });

  it('plays a population file, flags over it, and recorded tickets', () => {
    const population = file(
      'population.json',
      JSON.stringify({
        arrivals: { ticketsPerMinute: 3, process: 'even' },
        attributes: { skill: { distribution: 'constant', value: 1000 } },
        regions: [{ name: 'us-east-1' }],
      }),
    );
    expect(JSON.parse(simulate(duel, '--population', population, '--json').out)).toMatchObject({
      tickets: { arrived: 179 },
      quality: { attributes: [{ name: 'skill', spread: { most: 0 } }] },
    });
    expect(
      JSON.parse(simulate(duel, '--population', population, '--rate', '6', '--json').out).tickets.arrived,
    ).toBe(359);
    const tickets = file(
      'tickets.csv',
      [
        'ticketId,startTime,skill,game,latency:us-east-1',
        'a,100,1500,chess,20',
        'b,104,1550,chess,30',
        'c,104,1550,go,30\n',
      ].join('\n'),
    );
    expect(JSON.parse(simulate(duel, '--tickets', tickets, '--json', '--timeout', '60').out)).toMatchObject({
      tickets: { arrived: 3, matched: 2, timedOut: 1 },
      waitSeconds: { most: 4 },
    });
  });

  it('1 for an invalid rule set; 2 for files and flags that cannot be used, with the reason', () => {
    const bad = (words: string[], code: number, message: RegExp): void => {
      const run = simulate(...words);
      expect({ words, code: run.code, out: run.out }).toEqual({ words, code, out: '' });
      expect(run.err).toMatch(message);
    };
    bad(
      [file('invalid.json', '{"ruleLanguageVersion":"1.0"}')],
      1,
      /invalid\.json is not a valid rule set: teams: /,
    );
    bad([path.join(folder, 'nowhere.json')], 2, /nowhere\.json does not exist/);
    bad([duel, '--compare', path.join(folder, 'nowhere.json')], 2, /nowhere\.json does not exist/);
    bad(
      [duel, '--population', file('bad.json', '{"arrivals":{"ticketsPerMinute":"x"}}')],
      2,
      /bad\.json: arrivals\.ticketsPerMinute: /,
    );
    bad(
      [duel, '--tickets', file('bad.csv', 'startTime,skill\n0,high\n')],
      2,
      /bad\.csv: line 2, skill: "high" is not a number/,
    );
    bad(
      [duel, '--tickets', file('open.csv', 'startTime,skill\n0,"high\n')],
      2,
      /open\.csv: line 2: a quote opens/,
    );
    bad([duel, '--tickets', file('binary.csv', Buffer.from([0xff, 0xfe]))], 2, /binary\.csv is not UTF-8/);
    bad([duel, '--tickets', file('ok.csv', 'startTime\n0\n'), '--rate', '4'], 2, /leave out --rate/);
    bad(
      [duel, '--attribute', 'elo=normal:1,2'],
      2,
      /attributes\.elo: the rule set declares no such attribute/,
    );
    bad([duel, '--hours', '0'], 2, /hours is 0/);
    bad(
      [duel, '--html', path.join(folder, 'no', 'such', 'folder.html'), '--hours', '0.01'],
      2,
      /cannot be written/,
    );
    bad([duel, '--parties', '0=1'], 2, /a party has 1 to 40 players/);
  });
});
