import { type Comparison } from './compare';
import { type SimulationReport } from './report';
import { type Bin, type Spread } from './statistics';
import { duration, percent, waited } from './words';

/** Colours of text; identity functions give plain text for a pipe. */
export interface Palette {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly bar: (text: string) => string;
}

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

/** A histogram with horizontal bars for a terminal, in eighths of a cell, so that small differences show. */
export function terminalHistogram(
  bins: readonly Bin[],
  unit: string,
  palette: Palette,
  width = 44,
): string[] {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const edges = bins.map(({ from, to }, index) =>
    index === bins.length - 1 ? `${from} and more` : `${from}–${to}`,
  );
  const wide = Math.max(0, ...edges.map((edge) => edge.length));
  return bins.map(
    ({ count }, index) =>
      `  ${palette.faint(`${(edges[index] ?? '').padStart(wide)} ${unit}`.trimEnd())} ${palette.bar(bar((count / most) * width))} ${count === 0 ? palette.faint('·') : percent(count / Math.max(1, total))}`,
  );
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
function bar(cells: number): string {
  const whole = Math.floor(cells);
  const rest = Math.round((cells - whole) * 8);
  return rest === 8
    ? '█'.repeat(whole + 1)
    : '█'.repeat(whole) + (whole === 0 && rest === 0 && cells > 0 ? '▏' : (eighths[rest] ?? ''));
}

const levels = '▁▂▃▄▅▆▇█';
/** One character per value, by its height between 0 and the largest. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(0, ...values);
  return values
    .map((value) => levels[most === 0 ? 0 : Math.round((value / most) * (levels.length - 1))] ?? '')
    .join('');
}

const quantiles = (spread: Spread, unit: string): string[] =>
  [spread.p50, spread.p95, spread.p99, spread.most].map((value) => `${number(value)}${unit}`);

/** The report of one rule set, for reading. */
export function textReport(
  report: SimulationReport,
  assumptions: readonly string[],
  palette: Palette,
  table: DrawTable,
): string {
  const { tickets, matches, waitSeconds, quality, unmatched } = report;
  const { strong, faint } = palette;
  const out: string[] = [heading(report, palette)];
  if (assumptions.length > 0) out.push(faint(`assumed: ${assumptions.join('; ')}`));
  out.push(
    '',
    `${strong(thousands(tickets.arrived))} tickets came: ${palette.good(`${percent(tickets.matchedShare)} matched`)}, ${(tickets.timedOut > 0 ? palette.bad : faint)(`${percent(tickets.timedOutShare)} timed out`)}, ${tickets.waiting} still waited`,
  );
  out.push(
    `${strong(thousands(matches.formed))} matches, ${matches.perMinute} a minute, ${number(matches.players.mean)} players each (${percent(matches.fullShare)} full); ${number(report.pool.mean)} tickets waited on average, ${thousands(report.pool.most)} at most`,
  );
  out.push(
    '',
    strong('Waiting time of matched tickets'),
    table(
      ['', 'tickets', 'matched', 'timed out', 'p50', 'p95', 'p99'],
      [
        [
          'everybody',
          thousands(tickets.arrived),
          percent(tickets.matchedShare),
          percent(tickets.timedOutShare),
          waited(waitSeconds.p50, tickets.matchedShare),
          waited(waitSeconds.p95, tickets.matchedShare),
          waited(waitSeconds.p99, tickets.matchedShare),
        ],
        ...report.groups.flatMap((group) =>
          group.rows.map((row) => [
            `${group.by} ${row.name}`,
            thousands(row.arrived),
            percent(row.matchedShare),
            percent(row.timedOutShare),
            waited(row.p50, row.matchedShare),
            waited(row.p95, row.matchedShare),
            waited(row.p99, row.matchedShare),
          ]),
        ),
      ],
      ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    ),
  );
  if (waitSeconds.count > 0) out.push(...terminalHistogram(waitSeconds.histogram, 's', palette));
  out.push(...behaviourLines(report, palette));
  const { bucketSeconds, buckets } = report.series;
  const perMinute = buckets.map((bucket) => (bucket.matches / bucketSeconds) * 60);
  out.push('', `${strong('Over time')} ${faint(`each letter ${duration(bucketSeconds / 3600)}`)}`);
  out.push(
    `  ${faint('tickets in the pool')} ${palette.bar(sparkline(buckets.map(({ pool }) => pool)))} ${faint(`up to ${number(Math.max(0, ...buckets.map(({ pool }) => pool)))} on average`)}`,
  );
  out.push(
    `  ${faint('matches a minute   ')} ${palette.bar(sparkline(perMinute))} ${faint(`up to ${number(Math.max(0, ...perMinute))}`)}`,
  );
  out.push(
    '',
    strong('Match quality'),
    table(
      ['in a match', 'p50', 'p95', 'p99', 'most'],
      [
        ...quality.attributes.flatMap(({ name, spread, betweenTeams }) => [
          [`${name}: highest less lowest`, ...quantiles(spread, '')],
          ...(betweenTeams === undefined || betweenTeams.p99 === spread.p99
            ? []
            : [[`${name}: between team averages`, ...quantiles(betweenTeams, '')]]),
        ]),
        ...(quality.worstLatencyMs === undefined
          ? []
          : [['latency of the slowest player', ...quantiles(quality.worstLatencyMs, ' ms')]]),
      ],
      ['left', 'right', 'right', 'right', 'right'],
    ),
  );
  if (quality.locations.length > 0)
    out.push(
      `best location: ${quality.locations.map(({ name, share }) => `${name} ${percent(share)}`).join(', ')}`,
    );
  if (report.rules.length > 0) {
    const ages = report.validAtRandom.map(({ fromAgeSeconds }) => fromAgeSeconds);
    const rates = (passes: ReadonlyArray<{ share: number }>): string[] =>
      ages.map((_, index) => {
        const rate = passes[index];
        return rate === undefined ? '–' : percent(rate.share);
      });
    const evaluated = (passed: number, failed: number): string =>
      passed + failed === 0 ? '–' : percent(passed / (passed + failed));
    out.push(
      '',
      strong('How often each rule holds'),
      faint(
        "for players put together at random, by the age of the match; and, last, in the engine's own search",
      ),
      table(
        ['rule', ...ages.map((age) => `${age} s`), 'in search'],
        [
          ...report.rules.map((rule) => [
            rule.name,
            ...rates(rule.atRandom),
            evaluated(rule.passed, rule.failed),
          ]),
          ['all together', ...rates(report.validAtRandom), ''],
        ],
        ['left', ...ages.map((): Align => 'right'), 'right'],
      ),
    );
  }
  for (const expansion of report.expansions) {
    out.push('', `${strong(expansion.target)} ${faint('in force when matches formed')}`);
    const wide = Math.max(...expansion.steps.map((step) => step.value.length));
    const late = Math.max(...expansion.steps.map((step) => String(step.fromAgeSeconds).length));
    for (const step of expansion.steps)
      out.push(
        `  ${faint(`from ${String(step.fromAgeSeconds).padStart(late)} s`)} ${step.value.padStart(wide)} ${palette.bar(bar(step.share * 44))} ${percent(step.share)}`,
      );
  }
  out.push('', strong('Why tickets timed out'));
  if (unmatched.timedOut === 0) out.push(palette.good('  none did'));
  for (const reason of unmatched.reasons)
    out.push(
      `  ${palette.bad(percent(reason.share).padStart(7))} ${reason.reason} ${faint(`(about ${thousands(reason.tickets)})`)}`,
      `          ${faint(clip(reason.example))}`,
    );
  if (unmatched.timedOut > unmatched.explained)
    out.push(
      faint(
        `  shares are those of ${unmatched.explained} explained tickets among ${thousands(unmatched.timedOut)}`,
      ),
    );
  if (report.looksWithoutProof > 0)
    out.push(
      '',
      palette.bad(
        `In ${report.looksWithoutProof} of ${report.looks} looks at the pool a search ended with its budget: matches may have been missed.`,
      ),
    );
  return `${out.join('\n')}\n`;
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
    `${strong('before')} ${before.ruleSet}   ${strong('after')} ${after.ruleSet}   ${faint('the very same tickets')}`,
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
        `  ${palette.bad(percent(reason.share).padStart(7))} ${reason.reason} ${faint(`(about ${thousands(reason.tickets)})`)}`,
      );
    if (report.looksWithoutProof > 0)
      out.push(
        palette.bad(
          `In ${report.looksWithoutProof} of ${report.looks} looks a search ended with its budget: matches may have been missed.`,
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
      `  proposed matches: ${thousands(acceptance.proposed)}, accepted ${thousands(acceptance.accepted)}, rejected ${thousands(acceptance.rejected)}, without an answer in time ${thousands(acceptance.expired)}; ${thousands(tickets.declined ?? 0)} tickets declined, ${thousands(acceptance.ticketsReturned)} searched on`,
    );
  if (sessions !== undefined) {
    const { concurrent, backfill, instances, cost } = sessions;
    out.push(
      `  sessions at once: ${number(concurrent.mean)} on average, ${concurrent.p95} for 95 % of the time, ${concurrent.most} at most`,
      `  instances (${instances.perInstance} session${instances.perInstance === 1 ? '' : 's'} each): ${number(instances.hours)} hours, ${instances.most} at most${cost === undefined ? '' : `; ${number(cost.total)} in all, ${number(cost.perDay)} a day`}`,
      `  players who left: ${thousands(sessions.playersLeft)}; backfill: ${thousands(backfill.requests)} requests, ${thousands(backfill.filled)} filled, ${thousands(backfill.playersJoined)} players joined`,
    );
  }
  return out.length === 0 ? [] : ['', strong('Players and sessions'), ...out];
}

function heading(report: SimulationReport, { strong, faint }: Palette): string {
  return `${strong(report.ruleSet || 'rule set')} ${faint(`over ${duration(report.hours)}, timeout ${report.timeoutSeconds} s, a look at the pool every ${report.lookEverySeconds} s, seed ${report.seed}`)}`;
}

const clip = (text: string): string => (text.length > 220 ? `${text.slice(0, 219)}…` : text);
