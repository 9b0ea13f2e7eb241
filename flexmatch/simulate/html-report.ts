import { type Comparison } from './compare';
import {
  type Bars,
  escape,
  histogram,
  type Mark,
  type Room,
  type Tone,
  type ChartLine,
  traces,
} from './html-charts';
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
import { type Spread } from './statistics';
import { hoursText, percent, plain, waited } from './words';

/** The content of a page: the report of one rule set, or the comparison of two. */
export type Reported =
  | { readonly report: SimulationReport; readonly assumptions: readonly string[] }
  | { readonly comparison: Comparison };

interface Sided {
  readonly side: 'before' | 'after' | '';
  readonly tone: Tone;
  readonly report: SimulationReport;
}

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
<p class="lead">${plain(report.tickets.arrived)} tickets with ${plain(report.players.arrived)} players over ${hoursText(report.hours)}${compared === undefined ? '' : ', the very same for both rule sets'}. Requests time out after ${report.timeoutSeconds} s; the pool is looked at every ${report.lookEverySeconds === 1 ? 'second' : `${report.lookEverySeconds} s`}.</p>
</header>
<main>
${tiles(sides, compared)}
${
  sides.some((side) => side.report.looksWithoutProof > 0)
    ? `<section class="warn"><h2>Some searches ended early</h2><p>${sides
        .filter((side) => side.report.looksWithoutProof > 0)
        .map(
          (side) =>
            `${escape(side.report.ruleSet)}: in ${side.report.looksWithoutProof} of ${side.report.looks} looks at the pool a search ended with its budget; matches may have been missed.`,
        )
        .join(' ')}</p></section>`
    : ''
}
${compared === undefined ? '' : section('Before and after', 'Differences that matter are marked; differences within noise count as the same.', comparisonTable(compared.rows))}
${section('Waiting time', 'From the start of a ticket to its match, of the tickets that matched.', waits(sides))}
${behaviour(sides)}
${section('Over time', '', overTime(sides))}
${section('Match quality', 'What players of one match have in common, and how far they are from the server.', quality(sides))}
${section('Why tickets timed out', 'What the nearest match of each ticket lacked when its time was over.', sides.map((side) => heading(side) + reasonList(side.report.unmatched)).join(''))}
${section('Rules', 'How often each rule holds for players who are put together at random, by the age of the match. A rule near 100 % does nothing; one near 0 % makes people wait.', `<div class="${compared === undefined ? '' : 'pair'}">${sides.map((side) => `<div>${heading(side)}${ruleTable(side.report)}</div>`).join('')}</div>`)}
${sides.some((side) => side.report.expansions.length > 0) ? section('Expansions', 'The value that was in force when matches formed.', `<div class="pair">${sides.map((side) => `<div>${heading(side)}${side.report.expansions.map((expansion) => expansionMeters(expansion, side.tone)).join('')}</div>`).join('')}</div>`) : ''}
${section('The population', assumptions.length === 0 ? 'Everything was given.' : 'What was not given was inferred from the rule sets:', assumptions.length === 0 ? '' : `<ul class="plain">${assumptions.map((line) => `<li>${escape(line)}</li>`).join('')}</ul>`)}
</main>
<footer>Seed ${report.seed}: the same inputs give the same report. Percentiles are nearest rank; tickets that timed out have no waiting time and are counted beside it.</footer>
</body>
</html>
`;
}

function section(title: string, lead: string, body: string): string {
  return `<section><h2>${escape(title)}</h2>${lead === '' ? '' : `<p class="soft">${escape(lead)}</p>`}${body}</section>`;
}

const heading = ({ side, report }: Sided): string =>
  side === '' ? '' : `<h3>${escape(`${side}: ${report.ruleSet}`)}</h3>`;

function behaviour(sides: readonly Sided[]): string {
  const tables = sides.map((side) => ({ side, shown: behaviourTable(side.report) }));
  if (tables.every(({ shown }) => shown === '')) return '';
  return section(
    'Players and sessions',
    'What players and sessions did besides waiting.',
    `<div class="${sides.length < 2 ? '' : 'pair'}">${tables.map(({ side, shown }) => `<div>${heading(side)}${shown}</div>`).join('')}</div>`,
  );
}

function legend(sides: readonly Sided[]): string {
  return sides.length < 2
    ? ''
    : `<div class="key">${sides.map(({ side, tone, report }) => `<span class="${tone}">${escape(`${side}: ${report.ruleSet}`)}</span>`).join('')}</div>`;
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
      const was =
        row === undefined
          ? ''
          : `<div class="was">was ${escape(row.before)} <span class="chip ${row.verdict}">${row.verdict === 'neutral' ? 'changed' : row.verdict}</span></div>`;
      return `<li class="tile"><div class="name">${escape(name)}</div><div class="value">${escape(value)}</div>${was}</li>`;
    })
    .join('')}</ul>`;
}

function chart(
  title: string,
  unit: string,
  sides: readonly Sided[],
  of: (report: SimulationReport) => Spread | undefined,
  room: Room = 'half',
): string {
  const bars = sides.flatMap(({ side, tone, report }): Bars[] => {
    const spread = of(report);
    return spread === undefined || spread.count === 0
      ? []
      : [{ name: side === '' ? title : side, tone, bins: spread.histogram }];
  });
  const [only] = bars;
  if (only === undefined) return '';
  const spread = sides.length === 1 ? of(sides[0]?.report ?? never()) : undefined;
  const marks: Mark[] =
    spread === undefined
      ? []
      : [
          { at: spread.p50, label: `p50 ${plain(spread.p50)}` },
          { at: spread.p95, label: `p95 ${plain(spread.p95)}` },
        ];
  return `<div><h3>${escape(title)}</h3>${histogram(title, unit, bars, tooClose(marks, only) ? marks.slice(-1) : marks, room)}</div>`;
}

function never(): never {
  throw new RangeError('a report has at least one side');
}

/** Whether labels of two marks would overlap. */
function tooClose([one, other]: readonly Mark[], { bins }: Bars): boolean {
  const end = bins.at(-1)?.to ?? 1;
  return one !== undefined && other !== undefined && Math.abs(one.at - other.at) < end / 8;
}

function waits(sides: readonly Sided[]): string {
  return `${legend(sides)}${chart('Share of tickets by waiting time', 's', sides, ({ waitSeconds }) => waitSeconds, 'whole')}${sides.map((side) => heading(side) + waitTable(side.report)).join('')}`;
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
  return `${legend(sides)}<div class="pair">${[...charts, latency].join('')}</div>${sides.map((side) => heading(side) + qualityTable(side.report)).join('')}`;
}
