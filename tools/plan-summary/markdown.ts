import { type FleetCost, priceNote } from './fleet-cost';
import { type ChangeKind } from './plan';
import { isComparable } from './rule-diff';
import { type PlanSummary, type SummaryLine } from './summary';

const verbs: Readonly<Record<ChangeKind, string>> = {
  created: 'created',
  changed: 'changed',
  replaced: '**replaced**',
  destroyed: '**destroyed**',
  forgotten: '**forgotten** (stays in AWS, unmanaged)',
};
const order: readonly ChangeKind[] = ['destroyed', 'replaced', 'forgotten', 'changed', 'created'];

/**
 * GitHub accepts 65,536 characters in a comment. Each part is cut by itself, so that a long one never
 * displaces another. Together they stay below the limit; the last cut covers the rest.
 */
const limits = {
  comment: 64_000,
  /** Characters of the whole comment with its folded plans: the plans get what the other parts leave. */
  withTexts: 60_000,
  loud: 40,
  rowsOfAStack: 60,
  rows: 200,
  notes: 40,
  ruleLines: 120,
  cell: 300,
  line: 500,
  simulation: 8_000,
} as const;

export interface MarkdownOptions {
  /** Name of the environment: it is in the heading, and marks the comment so that the next run updates it. */
  readonly environment?: string;
  /** Output of `terraform show` by stack, folded in. */
  readonly texts?: ReadonlyMap<string, string>;
  /** The simulator's report on a rule-set change, as Markdown. */
  readonly simulation?: string;
  /** Stacks that cannot be planned yet, and why. */
  readonly skipped?: ReadonlyMap<string, string>;
  /** Stacks whose plan failed, and the end of Terraform's output. */
  readonly failed?: ReadonlyMap<string, string>;
  /** Stacks that were applied and that the configuration no longer has, and what to do. */
  readonly undeclared?: ReadonlyMap<string, string>;
  /** The stack of the roles of CI that lack rights of this commit, and what to do. */
  readonly behind?: ReadonlyMap<string, string>;
}

/** The first line of a comment of this environment. */
export function marker(environment: string): string {
  return `<!-- turnlift-plan:${environment} -->`;
}

/** The summary of one environment's plans as a pull request comment. */
export function asMarkdown(
  summaries: readonly PlanSummary[],
  { environment, texts, simulation, skipped, failed, undeclared, behind }: MarkdownOptions = {},
): string {
  const lines: string[] =
    environment === undefined ? [] : [marker(environment), `## Plan for ${environment}`, ''];
  lines.push(...failedLines(summaries, failed ?? new Map()));
  lines.push(
    ...caution(
      'CI refuses to deploy this commit before an operator has deployed these stacks:',
      behind ?? new Map(),
    ),
    ...caution(
      'These stacks are not in the configuration any more, but they are in AWS, serve and cost:',
      undeclared ?? new Map(),
    ),
  );
  const partly = summaries.some((summary) => summary.incomplete);
  lines.push(headline(summaries, partly || (failed?.size ?? 0) + (skipped?.size ?? 0) > 0), '');
  lines.push(...loudLines(summaries));
  for (const [stack, why] of skipped ?? []) lines.push(`\`${stack}\` was not planned: ${plain(why)}`, '');
  lines.push(...costLines(summaries.flatMap((summary) => summary.costs)));
  let rows: number = limits.rows;
  const sections: string[] = [];
  for (const summary of summaries.filter((one) => one.lines.length + one.notes.length > 0)) {
    sections.push(stackLines(summary, Math.min(rows, limits.rowsOfAStack), simulation).join('\n'));
    rows = Math.max(0, rows - summary.lines.length);
  }
  lines.push(...fairlyCut(sections, limits.withTexts - lines.join('\n').length - sections.length));
  const said = cutTo(lines.join('\n'), limits.withTexts);
  const folded = textLines(texts ?? new Map(), limits.withTexts - said.length);
  return `${cutTo([said, ...folded].join('\n'), limits.comment).trimEnd()}\n`;
}

/** Cuts texts to a size together: short ones stay whole, the others get an equal share of what is left. */
function fairlyCut(texts: readonly string[], most: number): readonly string[] {
  const cut = [...texts];
  let left = Math.max(0, most);
  const bySize = texts.map((text, index) => ({ text, index })).sort((a, b) => a.text.length - b.text.length);
  bySize.forEach(({ text, index }, done) => {
    const own = cutTo(text, Math.floor(left / (texts.length - done)));
    cut[index] = own;
    left -= own.length;
  });
  return cut;
}

function failedLines(
  summaries: readonly PlanSummary[],
  failed: ReadonlyMap<string, string>,
): readonly string[] {
  const incomplete = summaries.filter((summary) => summary.incomplete);
  if (failed.size === 0 && incomplete.length === 0) return [];
  return [
    '> [!WARNING]',
    '> **Not everything could be planned. The list below is incomplete.**',
    ...incomplete.map(
      ({ stack }) =>
        `> - \`${stack}\`: its plan ended in an error, leaves resources out, or leaves changes to a ` +
        'later plan',
    ),
    ...[...failed].map(([stack, why]) => `> - \`${stack}\` failed: ${cutTo(plain(why), limits.cell)}`),
    '',
  ];
}

function caution(title: string, stacks: ReadonlyMap<string, string>): readonly string[] {
  if (stacks.size === 0) return [];
  return [
    '> [!CAUTION]',
    `> **${title}**`,
    ...[...stacks].map(([stack, why]) => cutTo(`> - \`${stack}\`: ${plain(why)}`, limits.line)),
    '',
  ];
}

function loudLines(summaries: readonly PlanSummary[]): readonly string[] {
  const loud = summaries.flatMap((summary) =>
    summary.loud.map((change) => ({ ...change, stack: summary.stack })),
  );
  if (loud.length === 0) return [];
  return [
    '> [!CAUTION]',
    '> **This ends matches, loses data, opens what was closed, or cannot be reviewed here:**',
    ...atMost(
      loud.map(({ stack, address, why }) =>
        cutTo(`> - \`${stack}\` \`${address}\`: ${plain(why)}`, limits.line),
      ),
      limits.loud,
      (more) => `> - … and ${more} more: see the plans`,
    ),
    '',
  ];
}

/** Values of a plan must not be read as markup, and call no one. */
function plain(text: string): string {
  return oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('@', '&#64;');
}

/** @param unplanned stacks failed or wait, or parts of them */
function headline(summaries: readonly PlanSummary[], unplanned: boolean): string {
  const all = summaries.flatMap(({ lines }) => lines);
  const notes = summaries.reduce((sum, summary) => sum + summary.notes.length, 0);
  if (all.length === 0 && notes === 0)
    return unplanned ? 'Nothing changes in the stacks that could be planned.' : 'Nothing changes.';
  const counts = order
    .map((kind) => ({ kind, count: all.filter((line) => line.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .reverse();
  const said = counts.map(({ kind, count }) => `${count} ${kind}`);
  const changes = said.length === 0 ? ['No resource changes'] : said;
  return `${[...changes, ...(notes === 0 ? [] : [`${notes} to note`])].join(', ')}.`;
}

function stackLines(
  { stack, lines, notes, ruleSets }: PlanSummary,
  rows: number,
  simulation: string | undefined,
): readonly string[] {
  const said = [`### ${stack}`, ''];
  if (lines.length > 0)
    said.push(
      '| | resource | what |',
      '|---|---|---|',
      ...atMost(
        [...lines]
          .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
          .map((line) => `| ${verbs[line.kind]} | \`${cell(line.address)}\` | ${cell(plain(what(line)))} |`),
        rows,
        (more) => `| … | and ${more} more | see the plan |`,
      ),
      '',
    );
  if (notes.length > 0)
    said.push(
      ...atMost(
        notes.map((note) => `- ${cutTo(oneLine(note), limits.line)}`),
        limits.notes,
        (more) => `- … and ${more} more`,
      ),
      '',
    );
  const simulated = ruleSets.find(isComparable);
  for (const ruleSet of ruleSets) {
    said.push(
      `Rule set \`${ruleSet.before ?? 'none'}\` → \`${ruleSet.after ?? 'none'}\`:`,
      '',
      '```diff',
      ...atMost(
        ruleSet.lines.map((line) => cutTo(line, limits.line)),
        limits.ruleLines,
        (more) => `… and ${more} more`,
      ),
      '```',
      '',
    );
    if (simulation !== undefined && ruleSet === simulated)
      said.push(
        'Before and after, on a simulated population:',
        '',
        cutTo(simulation.trim(), limits.simulation),
        '',
      );
  }
  return said;
}

function what({ kind, attributes, inner }: SummaryLine): string {
  if (inner.length > 0)
    return inner
      .map(
        ({ id, kind: innerKind, properties }) =>
          `${id} ${verbs[innerKind]}${properties.length === 0 ? '' : ` (${properties.join(', ')})`}`,
      )
      .join('; ');
  if (kind === 'replaced') return `because of ${attributes.join(', ') || 'a replaced resource'}`;
  return attributes.join(', ');
}

function costLines(costs: readonly FleetCost[]): readonly string[] {
  if (costs.length === 0) return [];
  const dollars = (value: number | undefined): string =>
    value === undefined ? 'unknown' : `$${value.toFixed(0)}`;
  const known = costs.filter(({ before, after }) => before !== undefined && after !== undefined);
  const difference = known.reduce((sum, { before, after }) => sum + (after ?? 0) - (before ?? 0), 0);
  return [
    '### Fleets, a month',
    '',
    '| fleet | before | after |',
    '|---|---|---|',
    ...costs.map(({ fleet, before, after, retained }) => {
      const ofOld =
        retained === undefined ? '' : `, ${dollars(retained)} of it for the old fleet until it is retired`;
      return `| ${cell(plain(fleet))} | ${dollars(before)} | ${dollars(after)}${ofOld} |`;
    }),
    '',
    `Difference: **${difference < 0 ? '−' : '+'}$${Math.abs(difference).toFixed(0)} a month** ` +
      `for the desired machines (${priceNote}).`,
    '',
  ];
}

function textLines(texts: ReadonlyMap<string, string>, room: number): readonly string[] {
  const frame = 200;
  const cut = '\n… cut: the whole text is an artifact of the run';
  let left = room;
  return [...texts].flatMap(([stack, text]) => {
    left -= frame;
    if (left <= 0) return [];
    const shown = text.length > left ? `${text.slice(0, Math.max(0, left - cut.length))}${cut}` : text;
    left -= shown.length;
    // A fence that is longer than any in the text.
    const fence = '`'.repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length + 1)));
    return [
      '<details>',
      `<summary>Full plan of ${stack}</summary>`,
      '',
      fence,
      shown,
      fence,
      '',
      '</details>',
      '',
    ];
  });
}

function atMost(lines: readonly string[], most: number, rest: (more: number) => string): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most), rest(lines.length - most)];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Text in a table cell: one line, escaped, shortened. */
function cell(text: string): string {
  return cutTo(oneLine(text).replaceAll('|', '\\|'), limits.cell);
}

function cutTo(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
