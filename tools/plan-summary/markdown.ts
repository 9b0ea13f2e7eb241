import { priceNote } from './fleet-cost';
import { type Kind } from './plan';
import { type PlanSummary, type SummaryLine } from './summary';

const verbs: Readonly<Record<Kind, string>> = {
  created: 'created',
  changed: 'changed',
  replaced: '**replaced**',
  destroyed: '**destroyed**',
};
/** GitHub takes 65,536 characters in a comment; the folded text is cut before it. */
const commentLimit = 60_000;

export interface MarkdownOptions {
  /** Name of the environment: heads the comment, and marks it so that the next run updates the same one. */
  readonly environment?: string;
  /** Output of `terraform show` by stack, folded in. */
  readonly texts?: ReadonlyMap<string, string>;
  /** What the simulator says of a rule-set change, as Markdown. */
  readonly simulation?: string;
  /** Stacks that could not be planned, and why. */
  readonly skipped?: ReadonlyMap<string, string>;
}

/** The first line of a comment of this environment. */
export function marker(environment: string): string {
  return `<!-- turnlift-plan:${environment} -->`;
}

/** The summary of one environment's plans as a pull request comment. */
export function asMarkdown(
  summaries: readonly PlanSummary[],
  { environment, texts, simulation, skipped }: MarkdownOptions = {},
): string {
  const lines: string[] =
    environment === undefined ? [] : [marker(environment), `## Plan for ${environment}`, ''];
  lines.push(headline(summaries), '');
  const loud = summaries.flatMap((summary) =>
    summary.loud.map((change) => ({ ...change, stack: summary.stack })),
  );
  if (loud.length > 0) {
    lines.push('> [!CAUTION]', '> **This ends matches or loses data:**');
    for (const { stack, address, why } of loud) lines.push(`> - \`${stack}\` \`${address}\`: ${why}`);
    lines.push('');
  }
  for (const summary of summaries.filter((candidate) => candidate.lines.length > 0))
    lines.push(...stackLines(summary, simulation));
  for (const [stack, why] of skipped ?? []) lines.push(`\`${stack}\` was not planned: ${why}`, '');
  lines.push(...costLines(summaries));
  let left = commentLimit - lines.join('\n').length;
  for (const [stack, text] of texts ?? []) {
    const folded = [
      '<details>',
      `<summary>Full plan of ${stack}</summary>`,
      '',
      '```',
      text.length > left
        ? `${text.slice(0, Math.max(0, left))}\n… cut: the whole text is an artifact of the run`
        : text,
      '```',
      '',
      '</details>',
      '',
    ];
    left -= Math.min(text.length, Math.max(0, left));
    lines.push(...folded);
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function headline(summaries: readonly PlanSummary[]): string {
  const all = summaries.flatMap(({ lines }) => lines);
  if (all.length === 0) return 'Nothing changes.';
  const counts = (['created', 'changed', 'replaced', 'destroyed'] as const)
    .map((kind) => ({ kind, count: all.filter((line) => line.kind === kind).length }))
    .filter(({ count }) => count > 0);
  return `${counts.map(({ kind, count }) => `${count} ${kind}`).join(', ')}.`;
}

function stackLines(
  { stack, lines, ruleSet }: PlanSummary,
  simulation: string | undefined,
): readonly string[] {
  const said = [`### ${stack}`, '', '| | resource | what |', '|---|---|---|'];
  const order: readonly Kind[] = ['destroyed', 'replaced', 'changed', 'created'];
  for (const line of [...lines].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)))
    said.push(`| ${verbs[line.kind]} | \`${line.address}\` | ${what(line)} |`);
  said.push('');
  if (ruleSet !== undefined) {
    said.push(
      `Rule set \`${ruleSet.before ?? 'none'}\` → \`${ruleSet.after ?? 'none'}\`:`,
      '',
      '```diff',
      ...ruleSet.lines,
      '```',
      '',
    );
    if (simulation !== undefined)
      said.push('Before and after, on a simulated population:', '', simulation.trim(), '');
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

function costLines(summaries: readonly PlanSummary[]): readonly string[] {
  const costs = summaries.flatMap((summary) => summary.costs);
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
    ...costs.map(({ fleet, before, after }) => `| ${fleet} | ${dollars(before)} | ${dollars(after)} |`),
    '',
    `Difference: **${difference < 0 ? '−' : '+'}$${Math.abs(difference).toFixed(0)} a month** for the desired machines (${priceNote}).`,
    '',
  ];
}
