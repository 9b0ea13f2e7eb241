import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRuleSet, type RuleSet } from '../../../flexmatch';
import { compareRuleSets, completePopulation, simulate } from '../../../flexmatch/simulate';
import { niceTicks } from '../../../flexmatch/simulate/html-charts';
import { htmlReport } from '../../../flexmatch/simulate/html-report';
import { plain } from '../../../flexmatch/simulate/words';
import { chromiumNames } from '../../support/chromium-names';
import { runsHere } from '../../support/runs-here';

const root = path.resolve(__dirname, '..', '..', '..');
function ruleSetOf(file: string, change: (text: string) => string = (text) => text): RuleSet {
  const { ruleSet, errors } = parseRuleSet(change(fs.readFileSync(path.join(root, file), 'utf8')));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
}
const duel = ruleSetOf('docs/examples/duel.json');
const wide = ruleSetOf('docs/examples/duel-wide.json');
const single = (ruleSet: RuleSet, ticketsPerMinute = 10): string => {
  const { population, assumptions } = completePopulation(
    { arrivals: { ticketsPerMinute, startHour: 0, process: 'poisson' } },
    [ruleSet],
  );
  return htmlReport({
    report: simulate(ruleSet, population, { hours: 0.3, timeoutSeconds: 20 }),
    assumptions,
  });
};
const double = (): string => htmlReport({ comparison: compareRuleSets(duel, wide, { hours: 0.5 }) });

/** Checks that elements open and close in pairs, which is enough to catch a broken page. */
function unbalanced(html: string): string[] {
  const empty = new Set(['meta', 'line', 'rect', 'path', 'br', '!doctype']);
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, close, name = ''] of html
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .matchAll(/<(\/?)([a-z!][a-z0-9]*)\b[^>]*>/gi)) {
    if (empty.has(name)) continue;
    if (close === '') open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}

describe('the HTML report', () => {
  it('is self-contained: without scripts and addresses, under a policy that forbids both', () => {
    for (const html of [single(duel), double()]) {
      expect(html).not.toMatch(/<script|https?:|src=|@import|url\(|<link|\son[a-z]+=/i);
      expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
      expect(unbalanced(html)).toEqual([]);
      expect(html).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('shows the figures of players and sessions, if they were requested', () => {
    const behaviour = {
      acceptance: { share: 0.9, timeoutSeconds: 20 },
      patienceSeconds: 60,
      sessions: { minutes: 10, leaveShare: 0.2, backfill: true, perInstance: 4, instancePricePerHour: 0.5 },
    };
    const comparison = compareRuleSets(duel, wide, { hours: 0.3, behaviour });
    const html = htmlReport({ comparison });
    expect(unbalanced(html)).toEqual([]);
    for (const { tickets, acceptance, sessions } of [comparison.before, comparison.after])
      for (const [what, value] of [
        ['tickets given up', tickets.givenUp],
        ['proposed matches', acceptance?.proposed],
        ['… rejected', acceptance?.rejected],
        ['sessions at once, at most', sessions?.concurrent.most],
        ['instances, at most', sessions?.instances.most],
        ['backfill requests', sessions?.backfill.requests],
      ] as const)
        expect(html).toContain(`<th scope="row">${what}</th><td>${plain(value ?? Number.NaN)}</td>`);
    expect(html.match(/>cost a day</g)).toHaveLength(3);
    expect(comparison.rows.map(({ measure }) => measure)).toEqual(
      expect.arrayContaining(['tickets given up', 'proposed matches accepted', 'cost a day']),
    );
    expect(double()).not.toContain('Players and sessions');
  });

  it('is accessible: a language, headings in order, captions and scopes in tables, names for charts', () => {
    const html = double();
    expect(html).toMatch(/<html lang="en">/);
    expect(
      [...html.matchAll(/<h([1-6])/g)]
        .map(([, level]) => Number(level))
        .every((level, index, all) => level - (all[index - 1] ?? 0) <= 1),
    ).toBe(true);
    expect([...html.matchAll(/<table>(?!<caption>[^<]+<\/caption>)/g)]).toEqual([]);
    expect([...html.matchAll(/<th(?! scope=)(?!ead)[ >]/g)]).toEqual([]);
    expect([...html.matchAll(/<svg(?![^>]*role="img" aria-label="[^"]+")/g)]).toEqual([]);
    expect(html).toContain('prefers-color-scheme:dark');
  });

  it('escapes names of any content', () => {
    const nasty = '<img src=x onerror=alert(1)>&"';
    const html = single(
      ruleSetOf('docs/examples/duel.json', (text) => JSON.stringify({ ...JSON.parse(text), name: nasty })),
    );
    expect(html).not.toContain('<img');
    expect(html).toContain('&#60;img src=x onerror=alert(1)&#62;&#38;&#34;');
  });

  it('is the same bytes for the same report, and complete when no match was formed', () => {
    expect(single(duel)).toBe(single(duel));
    const empty = single(duel, 0.001);
    expect(unbalanced(empty)).toEqual([]);
    expect(empty).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('marks axes at round values that reach above the largest', () => {
    expect(niceTicks(37)).toEqual([0, 10, 20, 30, 40]);
    expect(niceTicks(1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    for (const largest of [0.003, 0.7, 5, 99, 12345]) {
      const ticks = niceTicks(largest);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest);
      expect(ticks.length).toBeLessThanOrEqual(6);
    }
  });
});

const chromium = chromiumNames.find((name) => runsHere(name, '--version'));
if (chromium === undefined)
  process.stderr.write(
    '\nSKIPPED: no Chromium on PATH, so the HTML report was not opened in a browser. Install chromium ' +
      'to run this test.\n',
  );

(chromium === undefined ? describe.skip : describe)('the HTML report in a browser', () => {
  let folder = '';
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'report-'));
  });
  afterAll(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('opens offline, with its charts and tables, and logs nothing on the console', () => {
    const file = path.join(folder, 'report.html');
    const shot = path.join(folder, 'report.png');
    fs.writeFileSync(file, double());
    const open = (...more: string[]): ReturnType<typeof spawnSync> =>
      spawnSync(
        chromium ?? '',
        [
          '--headless',
          '--no-sandbox',
          '--disable-gpu',
          '--disable-dev-shm-usage',
          `--user-data-dir=${path.join(folder, 'profile')}`,
          '--enable-logging=stderr',
          '--v=0',
          ...more,
          pathToFileURL(file).href,
        ],
        { encoding: 'utf8', timeout: 50_000 },
      );
    const dumped = open('--dump-dom');
    const dom = String(dumped.stdout);
    expect(dom).toContain('<h1>duel');
    expect([...dom.matchAll(/<svg /g)].length).toBeGreaterThanOrEqual(5);
    expect([...dom.matchAll(/<table>/g)].length).toBeGreaterThanOrEqual(5);
    expect(String(dumped.stderr)).not.toMatch(/CONSOLE/);
    open(`--screenshot=${shot}`, '--window-size=1200,2000', '--hide-scrollbars');
    expect(fs.statSync(shot).size).toBeGreaterThan(40_000); // A blank page has some 8 KB.
  });
});
