import { type ComparisonRow } from './compare';
import { type Tone } from './html-charts';
import { element, escape } from './html-element';
import { type ExpansionReport, type SimulationReport, type Unmatched } from './report';
import { type Spread } from './statistics';
import { percent, plain, waited } from './words';

function table(
  caption: string,
  head: readonly string[],
  body: string,
  words: ReadonlySet<number> = new Set(),
): string {
  const columns = head.map((name, index) =>
    element('th', { scope: 'col', ...(words.has(index) ? { class: 'words' } : {}) }, escape(name)),
  );
  const top = `<caption>${escape(caption)}</caption><thead><tr>${columns.join('')}</tr></thead>`;
  return element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': caption },
    `<table>${top}<tbody>${body}</tbody></table>`,
  );
}

const rowHead = (name: string): string => `<th scope="row">${escape(name)}</th>`;
const cell = (text: string): string => `<td>${escape(text)}</td>`;
const row = (name: string, cells: readonly string[], kind = ''): string =>
  element('tr', kind === '' ? {} : { class: kind }, rowHead(name) + cells.map(cell).join(''));

/** A bar in a track of the meter that shows a share. */
const bar = (share: number): string => `<i style="width:${Math.round(share * 1000) / 10}%"></i>`;
const shareOf = (share: number): string => `<span class="share">${percent(share)}</span>`;
const soft = (text: string): string => `<span class="soft">${escape(text)}</span>`;
const note = (text: string): string => `<p class="soft">${escape(text)}</p>`;

function waitCells(
  tickets: Pick<SimulationReport['tickets'], 'arrived' | 'matchedShare' | 'timedOutShare'>,
  { p50, p95, p99 }: Pick<SimulationReport['waitSeconds'], 'p50' | 'p95' | 'p99'>,
): string[] {
  return [
    plain(tickets.arrived),
    percent(tickets.matchedShare),
    percent(tickets.timedOutShare),
    ...[p50, p95, p99].map((seconds) => waited(seconds, tickets.matchedShare)),
  ];
}

/** Waiting times of all tickets and of each group. */
export function waitTable(report: SimulationReport): string {
  const { tickets, waitSeconds } = report;
  const body =
    row('all tickets', waitCells(tickets, waitSeconds), 'total') +
    report.groups
      .map(
        (group) =>
          `<tr class="group"><th scope="rowgroup" colspan="7">by ${escape(group.by)}</th></tr>` +
          group.rows.map((one) => row(one.name, waitCells(one, one))).join(''),
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
  const locations = quality.locations.map(({ name, share }) => `${name} ${percent(share)}`);
  return (
    table('Within a match', ['measure', 'p50', 'p95', 'p99', 'most'], body) +
    (locations.length === 0 ? '' : note(`Best location: ${locations.join(', ')}.`))
  );
}

/** Pass rates at random as a heat table, and the verdicts of the search. */
export function ruleTable(report: SimulationReport): string {
  if (report.rules.length === 0) return '<p class="soft">The rule set has no rules: any players match.</p>';
  const ages = report.validAtRandom.map(({ fromAgeSeconds }) => fromAgeSeconds);
  const cells = (rates: ReadonlyArray<{ readonly share: number }>): string =>
    ages
      .map((_, index) => {
        const rate = rates[index];
        if (rate === undefined) return cell('–');
        const opacity = Math.round((0.04 + rate.share * 0.34) * 100) / 100;
        return `<td class="heat"><i style="opacity:${opacity}"></i><b>${percent(rate.share)}</b></td>`;
      })
      .join('');
  const search = (passed: number, failed: number): string =>
    passed + failed === 0 ? '–' : percent(passed / (passed + failed));
  const body =
    report.rules
      .map(
        ({ name, atRandom, passed, failed }) =>
          `<tr>${rowHead(name)}${cells(atRandom)}<td>${search(passed, failed)}</td></tr>`,
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
  const steps = expansion.steps.map(({ value, fromAgeSeconds, share }) => {
    const name = `<span>${escape(value)} ${soft(`from ${fromAgeSeconds} s`)}</span>`;
    const track = `<span class="track ${tone}" aria-hidden="true">${bar(share)}</span>`;
    return `<li>${name}${track}${shareOf(share)}</li>`;
  });
  return (
    `<h3><code>${escape(expansion.target)}</code></h3>` + element('ul', { class: 'meter' }, steps.join(''))
  );
}

/** Reasons of timeouts, each with the explanation of one ticket. */
export function reasonList(unmatched: Unmatched): string {
  if (unmatched.timedOut === 0) return '<p class="none">No ticket timed out.</p>';
  const items = unmatched.reasons
    .map(({ reason, tickets, share, example }) => {
      const about = soft(`about ${plain(tickets)} ${tickets === 1 ? 'ticket' : 'tickets'}`);
      const line = `<div class="row"><span>${escape(reason)} ${about}</span>${shareOf(share)}</div>`;
      const track = `<span class="track bad" aria-hidden="true" style="display:block">${bar(share)}</span>`;
      return `<li>${line}${track}<span class="example">${escape(example)}</span></li>`;
    })
    .join('');
  const [explained, timedOut] = [plain(unmatched.explained), plain(unmatched.timedOut)];
  const sampled =
    unmatched.explained < unmatched.timedOut
      ? note(`Shares are those of ${explained} explained tickets among ${timedOut} that timed out.`)
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
    .map(({ measure, before, after, change, verdict }) => {
      const chip = `<td class="words"><span class="chip ${verdict}">${marks[verdict]}</span></td>`;
      return `<tr>${rowHead(measure)}${[before, after, change].map(cell).join('')}${chip}</tr>`;
    })
    .join('');
  return table(
    'Measures of both rule sets',
    ['measure', 'before', 'after', 'change', 'verdict'],
    body,
    new Set([4]),
  );
}
