import { type Comparison } from './compare';
import { type ExpansionReport, type SimulationReport } from './report';
import { type Spread } from './statistics';
import { bar, type Palette, sparkline, terminalHistogram } from './text-charts';
import { hoursText, percent, waited } from './words';

/** The alignment of a column. */
export type Align = 'left' | 'right';
/** Draws a table; the CLI passes its terminal library. */
export type DrawTable = (
  head: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
  align: readonly Align[],
) => string;

const number = (value: number): string =>
  String(Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 10) / 10);
const thousands = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

const quantiles = (spread: Spread, unit: string): string[] =>
  [spread.p50, spread.p95, spread.p99, spread.most].map((value) => `${number(value)}${unit}`);

/** The report of one rule set, for reading. */
export function textReport(
  report: SimulationReport,
  assumptions: readonly string[],
  palette: Palette,
  table: DrawTable,
): string {
  const { strong, faint } = palette;
  return [
    heading(report, palette),
    ...(assumptions.length === 0 ? [] : [faint(`assumed: ${assumptions.join('; ')}`)]),
    '',
    ...totalLines(report, palette),
    '',
    strong('Waiting time of matched tickets'),
    waitTable(report, table),
    ...(report.waitSeconds.count === 0 ? [] : terminalHistogram(report.waitSeconds.histogram, 's', palette)),
    ...behaviourLines(report, palette),
    '',
    ...seriesLines(report, palette),
    '',
    strong('Match quality'),
    ...qualityLines(report, table),
    ...ruleLines(report, palette, table),
    ...report.expansions.flatMap((expansion) => expansionLines(expansion, palette)),
    '',
    strong('Why tickets timed out'),
    ...timeoutLines(report, palette),
    '',
  ].join('\n');
}

function totalLines({ tickets, matches, pool }: SimulationReport, palette: Palette): string[] {
  const { strong, faint, good, bad } = palette;
  const timedOut = (tickets.timedOut > 0 ? bad : faint)(`${percent(tickets.timedOutShare)} timed out`);
  return [
    `${strong(thousands(tickets.arrived))} tickets came: ` +
      `${good(`${percent(tickets.matchedShare)} matched`)}, ${timedOut}, ${tickets.waiting} still ` +
      'waited',
    `${strong(thousands(matches.formed))} matches, ${matches.perMinute} a minute, ` +
      `${number(matches.players.mean)} players each (${percent(matches.fullShare)} full); ` +
      `${number(pool.mean)} tickets waited on average, ${thousands(pool.most)} at most`,
  ];
}

function waitTable({ tickets, waitSeconds, groups }: SimulationReport, table: DrawTable): string {
  const { arrived, matchedShare, timedOutShare } = tickets;
  const { p50, p95, p99 } = waitSeconds;
  const rows = [
    { name: 'all tickets', arrived, matchedShare, timedOutShare, p50, p95, p99 },
    ...groups.flatMap((group) => group.rows.map((row) => ({ ...row, name: `${group.by} ${row.name}` }))),
  ];
  return table(
    ['', 'tickets', 'matched', 'timed out', 'p50', 'p95', 'p99'],
    rows.map((row) => [
      row.name,
      thousands(row.arrived),
      percent(row.matchedShare),
      percent(row.timedOutShare),
      waited(row.p50, row.matchedShare),
      waited(row.p95, row.matchedShare),
      waited(row.p99, row.matchedShare),
    ]),
    ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
  );
}

function seriesLines({ series }: SimulationReport, { strong, faint, bar: coloured }: Palette): string[] {
  const { bucketSeconds, buckets } = series;
  const pool = buckets.map((bucket) => bucket.pool);
  const perMinute = buckets.map((bucket) => (bucket.matches / bucketSeconds) * 60);
  return [
    `${strong('Over time')} ${faint(`each letter ${hoursText(bucketSeconds / 3600)}`)}`,
    `  ${faint('tickets in the pool')} ${coloured(sparkline(pool))} ` +
      `${faint(`up to ${number(Math.max(0, ...pool))} on average`)}`,
    `  ${faint('matches a minute   ')} ${coloured(sparkline(perMinute))} ` +
      `${faint(`up to ${number(Math.max(0, ...perMinute))}`)}`,
  ];
}

function qualityLines({ quality }: SimulationReport, table: DrawTable): string[] {
  const { attributes, worstLatencyMs, locations } = quality;
  const rows = attributes.flatMap(({ name, spread, betweenTeams }) => [
    [`${name}: highest less lowest`, ...quantiles(spread, '')],
    ...(betweenTeams === undefined || betweenTeams.p99 === spread.p99
      ? []
      : [[`${name}: between team averages`, ...quantiles(betweenTeams, '')]]),
  ]);
  if (worstLatencyMs !== undefined)
    rows.push(['latency of the slowest player', ...quantiles(worstLatencyMs, ' ms')]);
  const shown = locations.map(({ name, share }) => `${name} ${percent(share)}`).join(', ');
  return [
    table(['in a match', 'p50', 'p95', 'p99', 'most'], rows, ['left', 'right', 'right', 'right', 'right']),
    ...(locations.length === 0 ? [] : [`best location: ${shown}`]),
  ];
}

function ruleLines(
  { rules, validAtRandom }: SimulationReport,
  { strong, faint }: Palette,
  table: DrawTable,
): string[] {
  if (rules.length === 0) return [];
  const ages = validAtRandom.map(({ fromAgeSeconds }) => fromAgeSeconds);
  const rates = (passes: ReadonlyArray<{ readonly share: number }>): string[] =>
    ages.map((_, index) => {
      const rate = passes[index];
      return rate === undefined ? '–' : percent(rate.share);
    });
  const evaluated = (passed: number, failed: number): string =>
    passed + failed === 0 ? '–' : percent(passed / (passed + failed));
  return [
    '',
    strong('How often each rule holds'),
    faint(
      "for players put together at random, by the age of the match; and, last, in the engine's own search",
    ),
    table(
      ['rule', ...ages.map((age) => `${age} s`), 'in search'],
      [
        ...rules.map((rule) => [rule.name, ...rates(rule.atRandom), evaluated(rule.passed, rule.failed)]),
        ['all together', ...rates(validAtRandom), ''],
      ],
      ['left', ...ages.map((): Align => 'right'), 'right'],
    ),
  ];
}

/** The share of matches that formed under each step of an expansion. */
function expansionLines({ target, steps }: ExpansionReport, palette: Palette): string[] {
  const { strong, faint } = palette;
  const wide = Math.max(...steps.map((step) => step.value.length));
  const late = Math.max(...steps.map((step) => String(step.fromAgeSeconds).length));
  return [
    '',
    `${strong(target)} ${faint('in force when matches formed')}`,
    ...steps.map(
      ({ fromAgeSeconds, value, share }) =>
        `  ${faint(`from ${String(fromAgeSeconds).padStart(late)} s`)} ${value.padStart(wide)} ` +
        `${palette.bar(bar(share * 44))} ${percent(share)}`,
    ),
  ];
}

function timeoutLines({ unmatched, looks, looksWithoutProof }: SimulationReport, palette: Palette): string[] {
  const { faint, good, bad } = palette;
  const out = unmatched.timedOut === 0 ? [good('  none did')] : [];
  for (const reason of unmatched.reasons)
    out.push(
      `  ${bad(percent(reason.share).padStart(7))} ${reason.reason} ` +
        `${faint(`(about ${thousands(reason.tickets)})`)}`,
      `          ${faint(clip(reason.example))}`,
    );
  if (unmatched.timedOut > unmatched.explained)
    out.push(
      faint(
        `  shares are those of ${unmatched.explained} explained tickets among ` +
          `${thousands(unmatched.timedOut)}`,
      ),
    );
  if (looksWithoutProof > 0)
    out.push(
      '',
      bad(
        `In ${looksWithoutProof} of ${looks} looks at the pool a search ended with its budget: ` +
          'matches may have been missed.',
      ),
    );
  return out;
}

/** Both reports side by side. */
export function textComparison(
  { before, after, rows, assumptions }: Comparison,
  palette: Palette,
  table: DrawTable,
): string {
  const { strong, faint } = palette;
  const mark = {
    better: palette.good('better'),
    worse: palette.bad('worse'),
    same: faint('same'),
    neutral: 'changed',
  };
  const out = [
    heading(before, palette),
    `${strong('before')} ${before.ruleSet}   ${strong('after')} ${after.ruleSet}   ` +
      `${faint('the very same tickets')}`,
  ];
  if (assumptions.length > 0) out.push(faint(`assumed: ${assumptions.join('; ')}`));
  out.push(
    '',
    table(
      ['', 'before', 'after', 'change', ''],
      rows.map((row) => [row.measure, row.before, row.after, row.change, mark[row.verdict]]),
      ['left', 'right', 'right', 'right', 'left'],
    ),
  );
  out.push(
    '',
    strong('Waiting time of matched tickets, before'),
    ...terminalHistogram(before.waitSeconds.histogram, 's', palette),
    '',
    strong('after'),
    ...terminalHistogram(after.waitSeconds.histogram, 's', palette),
  );
  for (const [name, report] of [
    ['before', before],
    ['after', after],
  ] as const) {
    out.push('', strong(`Why tickets timed out, ${name}`));
    if (report.unmatched.timedOut === 0) out.push(palette.good('  none did'));
    for (const reason of report.unmatched.reasons)
      out.push(
        `  ${palette.bad(percent(reason.share).padStart(7))} ${reason.reason} ` +
          `${faint(`(about ${thousands(reason.tickets)})`)}`,
      );
    if (report.looksWithoutProof > 0)
      out.push(
        palette.bad(
          `In ${report.looksWithoutProof} of ${report.looks} looks a search ended with its budget: ` +
            'matches may have been missed.',
        ),
      );
  }
  return `${out.join('\n')}\n`;
}

/** The simulated behaviour of players and sessions; empty when none was simulated. */
function behaviourLines({ tickets, acceptance, sessions }: SimulationReport, { strong }: Palette): string[] {
  const out: string[] = [];
  if (tickets.givenUp !== undefined) out.push(`  given up: ${thousands(tickets.givenUp)} tickets`);
  if (acceptance !== undefined)
    out.push(
      `  proposed matches: ${thousands(acceptance.proposed)}, accepted ` +
        `${thousands(acceptance.accepted)}, rejected ${thousands(acceptance.rejected)}, without an ` +
        `answer in time ${thousands(acceptance.expired)}; ${thousands(tickets.declined ?? 0)} tickets ` +
        `declined, ${thousands(acceptance.ticketsReturned)} searched on`,
    );
  if (sessions !== undefined) {
    const { concurrent, backfill, instances, cost } = sessions;
    out.push(
      `  sessions at once: ${number(concurrent.mean)} on average, ${concurrent.p95} for 95 % of the ` +
        `time, ${concurrent.most} at most`,
      `  instances (${instances.perInstance} session${instances.perInstance === 1 ? '' : 's'} each): ` +
        `${number(instances.hours)} hours, ${instances.most} at ` +
        `most${cost === undefined ? '' : `; ${number(cost.total)} in all, ${number(cost.perDay)} a day`}`,
      `  players who left: ${thousands(sessions.playersLeft)}; backfill: ` +
        `${thousands(backfill.requests)} requests, ${thousands(backfill.filled)} filled, ` +
        `${thousands(backfill.playersJoined)} players joined`,
    );
  }
  return out.length === 0 ? [] : ['', strong('Players and sessions'), ...out];
}

function heading(report: SimulationReport, { strong, faint }: Palette): string {
  const settings = [
    `over ${hoursText(report.hours)}`,
    `timeout ${report.timeoutSeconds} s`,
    `a look at the pool every ${report.lookEverySeconds} s`,
    `seed ${report.seed}`,
  ];
  return `${strong(report.ruleSet || 'rule set')} ${faint(settings.join(', '))}`;
}

const clip = (text: string): string => (text.length > 220 ? `${text.slice(0, 219)}…` : text);
