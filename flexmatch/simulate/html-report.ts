import { type Comparison, type ComparisonRow } from './compare';
import { type ChartLine, traces } from './html-charts';
import { element, escape } from './html-element';
import { chart, columns, legend, ofSides, type Sided } from './html-sides';
import { style } from './html-style';
import {
  behaviourTable,
  comparisonTable,
  expansionMeters,
  qualityTable,
  reasonList,
  ruleTable,
  waitTable,
} from './html-tables';
import { type SimulationReport } from './report';
import { hoursText, percent, plain, waited } from './words';

/** The content of a page: the report of one rule set, or the comparison of two. */
export type Reported =
  | { readonly report: SimulationReport; readonly assumptions: readonly string[] }
  | { readonly comparison: Comparison };

/** A self-contained page: no script, no external resources. Equal reports give equal bytes. */
export function htmlReport(reported: Reported): string {
  const compared = 'comparison' in reported ? reported.comparison : undefined;
  const sides: Sided[] =
    'comparison' in reported
      ? [
          { side: 'before', tone: 'past', report: reported.comparison.before },
          { side: 'after', tone: 'main', report: reported.comparison.after },
        ]
      : [{ side: '', tone: 'main', report: reported.report }];
  const assumptions = 'comparison' in reported ? reported.comparison.assumptions : reported.assumptions;
  const [first] = sides;
  if (first === undefined) return '';
  const { report } = first;
  const titles = sides.map((side) => side.report.ruleSet || 'rule set');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(titles.join(' → '))} · matchmaking simulation</title>
<style>${style}</style>
</head>
<body>
<header>
<p class="eyebrow">Matchmaking simulation</p>
<h1>${titles.map(escape).join(' <span class="to" aria-label="compared with">→</span> ')}</h1>
<p class="lead">${escape(leadOf(report, compared !== undefined))}</p>
</header>
<main>
${tiles(sides, compared)}
${endedEarly(sides)}
${compared === undefined ? '' : section('Before and after', leads.compared, comparisonTable(compared.rows))}
${section('Waiting time', leads.waits, waits(sides))}
${behaviour(sides)}
${section('Over time', '', overTime(sides))}
${section('Match quality', leads.quality, quality(sides))}
${section(
  'Why tickets timed out',
  leads.timedOut,
  ofSides(sides, (one) => reasonList(one.report.unmatched)),
)}
${section(
  'Rules',
  leads.rules,
  columns(sides, compared === undefined ? '' : 'pair', (one) => ruleTable(one.report)),
)}
${expansions(sides)}
${population(assumptions)}
</main>
<footer>Seed ${report.seed}: ${leads.end}</footer>
</body>
</html>
`;
}

/** The sentences before the tables and charts of sections, and at the end of the page. */
const leads = {
  compared: 'Differences that matter are marked; differences within noise count as the same.',
  waits: 'From the start of a ticket to its match, of the tickets that matched.',
  quality: 'What players of one match have in common, and how far they are from the server.',
  timedOut: 'What the nearest match of each ticket lacked when its time was over.',
  rules:
    'How often each rule holds for players who are put together at random, by the age of the match. ' +
    'A rule near 100 % does nothing; one near 0 % makes people wait.',
  expansions: 'The value that was in force when matches formed.',
  end:
    'the same inputs give the same report. Percentiles are nearest rank; ' +
    'tickets that timed out have no waiting time and are counted beside it.',
};

function leadOf(report: SimulationReport, compared: boolean): string {
  const both = compared ? ', the very same for both rule sets' : '';
  const every = report.lookEverySeconds === 1 ? 'second' : `${report.lookEverySeconds} s`;
  return (
    `${plain(report.tickets.arrived)} tickets with ${plain(report.players.arrived)} players ` +
    `over ${hoursText(report.hours)}${both}. ` +
    `Requests time out after ${report.timeoutSeconds} s; the pool is looked at every ${every}.`
  );
}

function endedEarly(sides: readonly Sided[]): string {
  const without = sides.filter((side) => side.report.looksWithoutProof > 0);
  if (without.length === 0) return '';
  const said = without.map(
    ({ report }) =>
      `${report.ruleSet}: in ${report.looksWithoutProof} of ${report.looks} looks at the pool ` +
      'a search ended with its budget; matches may have been missed.',
  );
  return `<section class="warn"><h2>Some searches ended early</h2><p>${escape(said.join(' '))}</p></section>`;
}

function expansions(sides: readonly Sided[]): string {
  if (sides.every((side) => side.report.expansions.length === 0)) return '';
  const meters = ({ report, tone }: Sided): string =>
    report.expansions.map((expansion) => expansionMeters(expansion, tone)).join('');
  return section('Expansions', leads.expansions, columns(sides, 'pair', meters));
}

function population(assumptions: readonly string[]): string {
  if (assumptions.length === 0) return section('The population', 'Everything was given.', '');
  const lines = assumptions.map((line) => `<li>${escape(line)}</li>`).join('');
  const lead = 'What was not given was inferred from the rule sets:';
  return section('The population', lead, element('ul', { class: 'plain' }, lines));
}

function section(title: string, lead: string, body: string): string {
  const before = lead === '' ? '' : `<p class="soft">${escape(lead)}</p>`;
  return `<section><h2>${escape(title)}</h2>${before}${body}</section>`;
}

function behaviour(sides: readonly Sided[]): string {
  const shown = ({ report }: Sided): string => behaviourTable(report);
  if (sides.every((side) => shown(side) === '')) return '';
  return section(
    'Players and sessions',
    'What players and sessions did besides waiting.',
    columns(sides, sides.length < 2 ? '' : 'pair', shown),
  );
}

function change({ before, verdict }: ComparisonRow): string {
  const said = verdict === 'neutral' ? 'changed' : verdict;
  const chip = element('span', { class: `chip ${verdict}` }, said);
  return element('div', { class: 'was' }, `was ${escape(before)} ${chip}`);
}

function tiles(sides: readonly Sided[], compared: Comparison | undefined): string {
  const report = sides.at(-1)?.report;
  if (report === undefined) return '';
  const [attribute] = report.quality.attributes.filter(({ spread }) => spread.most > 0);
  const shown: Array<[name: string, value: string, row: string]> = [
    ['matched', percent(report.tickets.matchedShare), 'tickets matched'],
    ['wait, median', waited(report.waitSeconds.p50, report.tickets.matchedShare), 'wait p50'],
    ['wait, p95', waited(report.waitSeconds.p95, report.tickets.matchedShare), 'wait p95'],
    ['matches a minute', plain(report.matches.perMinute), 'matches per minute'],
    ...(attribute === undefined
      ? []
      : [
          [
            `${attribute.name} spread, median`,
            plain(attribute.spread.p50),
            `${attribute.name} spread in a match p50`,
          ] satisfies [string, string, string],
        ]),
    ...(report.quality.worstLatencyMs === undefined
      ? []
      : [
          [
            'worst latency, p95',
            `${plain(report.quality.worstLatencyMs.p95)} ms`,
            'worst latency in a match p95',
          ] satisfies [string, string, string],
        ]),
  ];
  return `<ul class="tiles">${shown
    .map(([name, value, measure]) => {
      const row = compared?.rows.find((one) => one.measure === measure);
      const was = row === undefined ? '' : change(row);
      const now = element('div', { class: 'value' }, escape(value));
      return `<li class="tile"><div class="name">${escape(name)}</div>${now}${was}</li>`;
    })
    .join('')}</ul>`;
}

function waits(sides: readonly Sided[]): string {
  const title = 'Share of tickets by waiting time';
  const shares = chart(title, 's', sides, ({ waitSeconds }) => waitSeconds, 'whole');
  return legend(sides) + shares + ofSides(sides, ({ report }) => waitTable(report));
}

function overTime(sides: readonly Sided[]): string {
  const last = (sides[0]?.report.hours ?? 1) * 3600;
  const minutes = last <= 3 * 3600;
  const xText = (seconds: number): string =>
    minutes ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`;
  const of = (
    value: (bucket: SimulationReport['series']['buckets'][number], seconds: number) => number,
  ): ChartLine[] =>
    sides.map(({ side, tone, report }) => ({
      name: side === '' ? 'this rule set' : side,
      tone,
      points: report.series.buckets.map(
        (bucket) =>
          [
            Math.min(bucket.from + report.series.bucketSeconds / 2, report.hours * 3600),
            value(bucket, report.series.bucketSeconds),
          ] as const,
      ),
    }));
  return `${legend(sides)}<div class="pair"><div><h3>Tickets in the pool</h3>${traces(
    'Tickets in the pool',
    of((bucket) => bucket.pool),
    last,
    xText,
  )}</div><div><h3>Matches a minute</h3>${traces(
    'Matches a minute',
    of((bucket, seconds) => (bucket.matches / seconds) * 60),
    last,
    xText,
  )}</div></div>`;
}

function quality(sides: readonly Sided[]): string {
  const names = [
    ...new Set(
      sides.flatMap(({ report }) =>
        report.quality.attributes.filter(({ spread }) => spread.most > 0).map(({ name }) => name),
      ),
    ),
  ];
  const find = (
    report: SimulationReport,
    name: string,
  ): SimulationReport['quality']['attributes'][number] | undefined =>
    report.quality.attributes.find((attribute) => attribute.name === name);
  const charts = names.flatMap((name) => {
    const teams = sides.some(({ report }) => {
      const one = find(report, name);
      return one?.betweenTeams !== undefined && one.betweenTeams.p95 !== one.spread.p95;
    });
    return [
      chart(`${name}: highest less lowest in a match`, '', sides, (report) => find(report, name)?.spread),
      ...(teams
        ? [chart(`${name}: between team averages`, '', sides, (report) => find(report, name)?.betweenTeams)]
        : []),
    ];
  });
  const latency = chart(
    'Latency of the slowest player of a match',
    'ms',
    sides,
    (report) => report.quality.worstLatencyMs,
  );
  const pair = element('div', { class: 'pair' }, [...charts, latency].join(''));
  return legend(sides) + pair + ofSides(sides, ({ report }) => qualityTable(report));
}
