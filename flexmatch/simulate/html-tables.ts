import { type ComparisonRow } from './compare';
import { escape, type Tone } from './html-charts';
import { type ExpansionReport, type SimulationReport, type Unmatched } from './report';
import { type Spread } from './statistics';
import { percent, plain, waited } from './words';

function table(
  caption: string,
  head: readonly string[],
  body: string,
  words: ReadonlySet<number> = new Set(),
): string {
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escape(caption)}"><table><caption>${escape(caption)}</caption><thead><tr>${head.map((name, index) => `<th scope="col"${words.has(index) ? ' class="words"' : ''}>${escape(name)}</th>`).join('')}</tr></thead><tbody>${body}</tbody></table></div>`;
}

const row = (name: string, cells: readonly string[], kind = ''): string =>
  `<tr${kind === '' ? '' : ` class="${kind}"`}><th scope="row">${escape(name)}</th>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`;

/** Waiting times of all tickets and of each group. */
export function waitTable(report: SimulationReport): string {
  const { tickets, waitSeconds } = report;
  const body =
    row(
      'all tickets',
      [
        plain(tickets.arrived),
        percent(tickets.matchedShare),
        percent(tickets.timedOutShare),
        waited(waitSeconds.p50, tickets.matchedShare),
        waited(waitSeconds.p95, tickets.matchedShare),
        waited(waitSeconds.p99, tickets.matchedShare),
      ],
      'total',
    ) +
    report.groups
      .map(
        (group) =>
          `<tr class="group"><th scope="rowgroup" colspan="7">by ${escape(group.by)}</th></tr>${group.rows.map((one) => row(one.name, [plain(one.arrived), percent(one.matchedShare), percent(one.timedOutShare), waited(one.p50, one.matchedShare), waited(one.p95, one.matchedShare), waited(one.p99, one.matchedShare)])).join('')}`,
      )
      .join('');
  return table(
    'Waiting time by who waits',
    ['tickets', 'arrived', 'matched', 'timed out', 'p50', 'p95', 'p99'],
    body,
  );
}

/** Percentiles of all measures of a match. */
export function qualityTable({ quality }: SimulationReport): string {
  const of = (spread: Spread, unit = ''): string[] =>
    [spread.p50, spread.p95, spread.p99, spread.most].map((value) => `${plain(value)}${unit}`);
  const body =
    quality.attributes
      .map(
        ({ name, spread, betweenTeams }) =>
          row(`${name}: highest less lowest`, of(spread)) +
          (betweenTeams === undefined || betweenTeams.p99 === spread.p99
            ? ''
            : row(`${name}: between team averages`, of(betweenTeams))),
      )
      .join('') +
    (quality.worstLatencyMs === undefined
      ? ''
      : row('latency of the slowest player', of(quality.worstLatencyMs, ' ms')));
  if (body === '') return '';
  const locations =
    quality.locations.length === 0
      ? ''
      : `<p class="soft">Best location: ${quality.locations.map(({ name, share }) => `${escape(name)} ${percent(share)}`).join(', ')}.</p>`;
  return table('Within a match', ['measure', 'p50', 'p95', 'p99', 'most'], body) + locations;
}

/** Pass rates at random as a heat table, and the verdicts of the search. */
export function ruleTable(report: SimulationReport): string {
  if (report.rules.length === 0) return '<p class="soft">The rule set has no rules: any players match.</p>';
  const ages = report.validAtRandom.map(({ fromAgeSeconds }) => fromAgeSeconds);
  const cells = (rates: ReadonlyArray<{ readonly share: number }>): string =>
    ages
      .map((_, index) => {
        const rate = rates[index];
        return rate === undefined
          ? '<td>–</td>'
          : `<td class="heat"><i style="opacity:${Math.round((0.04 + rate.share * 0.34) * 100) / 100}"></i><b>${percent(rate.share)}</b></td>`;
      })
      .join('');
  const search = (passed: number, failed: number): string =>
    passed + failed === 0 ? '–' : percent(passed / (passed + failed));
  const body =
    report.rules
      .map(
        (rule) =>
          `<tr><th scope="row">${escape(rule.name)}</th>${cells(rule.atRandom)}<td>${search(rule.passed, rule.failed)}</td></tr>`,
      )
      .join('') +
    `<tr class="total"><th scope="row">all together</th>${cells(report.validAtRandom)}<td></td></tr>`;
  return table(
    "Share that passes; last, in the engine's own search",
    ['rule', ...ages.map((age) => `${age} s`), 'search'],
    body,
  );
}

/** The values in force when matches formed. */
export function expansionMeters(expansion: ExpansionReport, tone: Tone): string {
  return `<h3><code>${escape(expansion.target)}</code></h3><ul class="meter">${expansion.steps.map((step) => `<li><span>${escape(step.value)} <span class="soft">from ${step.fromAgeSeconds} s</span></span><span class="track ${tone}" aria-hidden="true"><i style="width:${Math.round(step.share * 1000) / 10}%"></i></span><span class="share">${percent(step.share)}</span></li>`).join('')}</ul>`;
}

/** Reasons of timeouts, each with the explanation of one ticket. */
export function reasonList(unmatched: Unmatched): string {
  if (unmatched.timedOut === 0) return '<p class="none">No ticket timed out.</p>';
  const items = unmatched.reasons
    .map(
      (reason) =>
        `<li><div class="row"><span>${escape(reason.reason)} <span class="soft">about ${plain(reason.tickets)} ${reason.tickets === 1 ? 'ticket' : 'tickets'}</span></span><span class="share">${percent(reason.share)}</span></div><span class="track bad" aria-hidden="true" style="display:block"><i style="width:${Math.round(reason.share * 1000) / 10}%"></i></span><span class="example">${escape(reason.example)}</span></li>`,
    )
    .join('');
  const sampled =
    unmatched.explained < unmatched.timedOut
      ? `<p class="soft">Shares are those of ${plain(unmatched.explained)} explained tickets among ${plain(unmatched.timedOut)} that timed out.</p>`
      : '';
  return `<ul class="reasons">${items}</ul>${sampled}`;
}

/** The table of the behaviour of players and sessions besides waiting; empty when none was simulated. */
export function behaviourTable({ tickets, acceptance, sessions }: SimulationReport): string {
  const lines: ReadonlyArray<readonly [string, number | undefined]> = [
    ['tickets given up', tickets.givenUp],
    ['proposed matches', acceptance?.proposed],
    ['… accepted', acceptance?.accepted],
    ['… rejected', acceptance?.rejected],
    ['… without an answer in time', acceptance?.expired],
    ['tickets that declined', tickets.declined],
    ['tickets that searched on', acceptance?.ticketsReturned],
    ['sessions at once, on average', sessions?.concurrent.mean],
    ['sessions at once, for 95 % of the time', sessions?.concurrent.p95],
    ['sessions at once, at most', sessions?.concurrent.most],
    ['sessions an instance hosts', sessions?.instances.perInstance],
    ['instance hours', sessions?.instances.hours],
    ['instances, at most', sessions?.instances.most],
    ['cost', sessions?.cost?.total],
    ['cost a day', sessions?.cost?.perDay],
    ['players who left', sessions?.playersLeft],
    ['backfill requests', sessions?.backfill.requests],
    ['… filled', sessions?.backfill.filled],
    ['players who joined by backfill', sessions?.backfill.playersJoined],
  ];
  const body = lines
    .flatMap(([what, value]) => (value === undefined ? [] : [row(what, [plain(value)])]))
    .join('');
  return body === '' ? '' : table('Players and sessions', ['what', 'value'], body);
}

const marks: Readonly<Record<ComparisonRow['verdict'], string>> = {
  better: '▲ better',
  worse: '▼ worse',
  same: 'same',
  neutral: 'changed',
};

/** Every measure of both rule sets. */
export function comparisonTable(rows: readonly ComparisonRow[]): string {
  const body = rows
    .map(
      ({ measure, before, after, change, verdict }) =>
        `<tr><th scope="row">${escape(measure)}</th><td>${escape(before)}</td><td>${escape(after)}</td><td>${escape(change)}</td><td class="words"><span class="chip ${verdict}">${marks[verdict]}</span></td></tr>`,
    )
    .join('');
  return table(
    'Measures of both rule sets',
    ['measure', 'before', 'after', 'change', 'verdict'],
    body,
    new Set([4]),
  );
}
