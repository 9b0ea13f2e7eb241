/** `npm run plan-summary -- PLAN.json…`: summarizes plans for people, as a pull request comment. */
import fs from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { messageOf } from '../../core/message-of';
import { environmentOf } from '../../definition/environments';
import backend from '../../game';
import { asMarkdown } from './markdown';
import { isComparable } from './rule-diff';
import { type PlanSummary, summarizePlan } from './summary';

interface Options {
  readonly environment?: string;
  readonly text: readonly string[];
  readonly skipped: readonly string[];
  readonly failed: readonly string[];
  readonly undeclared: readonly string[];
  readonly behind: readonly string[];
  readonly out?: string;
  readonly ruleSets?: string;
  readonly simulation?: string;
  readonly json?: true;
  readonly failOnLoud?: true;
}

const repeated = (value: string, before: readonly string[]): readonly string[] => [...before, value];
const nameOf = (file: string): string => path.basename(file).replace(/\.(plan\.)?(json|txt)$/, '');

function reasons(entries: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    entries.map((entry) => {
      const at = entry.indexOf('=');
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

function writeRuleSets(folder: string, summaries: readonly PlanSummary[]): void {
  const change = summaries.flatMap(({ ruleSets }) => ruleSets).find(isComparable);
  if (change === undefined) return;
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, body] of [
    ['before', change.beforeBody],
    ['after', change.afterBody],
  ] as const)
    if (body !== undefined)
      fs.writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(JSON.parse(body), null, 2)}\n`);
}

function command(): Command {
  return new Command('plan-summary')
    .description(
      'Summarizes plans: created, changed, replaced, destroyed; loud about fleets and tables; rule ' +
        'sets as a diff; cost a month.',
    )
    .argument('[plans...]', 'outputs of terraform show -json PLANFILE; a file is named after its stack')
    .option(
      '--environment <name>',
      'heads the comment and marks it; providers are held to the account and the Region of its configuration',
    )
    .option(
      '--text <file>',
      'output of terraform show, folded into the comment; may be repeated',
      repeated,
      [],
    )
    .option('--skipped <stack=why>', 'a stack that cannot be planned yet; may be repeated', repeated, [])
    .option('--failed <stack=why>', 'a stack whose plan failed; may be repeated', repeated, [])
    .option(
      '--undeclared <stack=what to do>',
      'an applied stack that the configuration no longer has; may be repeated',
      repeated,
      [],
    )
    .option(
      '--behind <stack=what to do>',
      'the stack of the roles of CI, which lack rights of this commit; may be repeated',
      repeated,
      [],
    )
    .option('--out <file>', 'write the comment there')
    .option(
      '--rule-sets <folder>',
      'where a plan changes a rule set: write before.json and after.json of the first one there, for ' +
        'npm run flexmatch -- simulate',
    )
    .option(
      '--simulation <file>',
      'what the simulator said of that change, as Markdown, put under the rule diff',
    )
    .option('--json', 'the summary as JSON on stdout')
    .option('--fail-on-loud', 'exit 3 when a change ends matches, loses data, or opens what was closed');
}

function main(): number {
  const program = command();
  program.parse();
  const options = program.opts<Options>();
  const unplanned =
    options.failed.length + options.skipped.length + options.undeclared.length + options.behind.length;
  if (program.args.length + unplanned === 0 && options.ruleSets === undefined)
    throw new Error('no plan was given: name outputs of terraform show -json PLANFILE');
  const place = options.environment === undefined ? undefined : environmentOf(backend, options.environment);
  const summaries = program.args.map((file) => {
    try {
      return summarizePlan(nameOf(file), fs.readFileSync(file, 'utf8'), place);
    } catch (error) {
      throw new Error(`${file}: ${messageOf(error)}`, { cause: error });
    }
  });
  const markdown = asMarkdown(summaries, {
    ...(options.environment === undefined ? {} : { environment: options.environment }),
    texts: new Map(options.text.map((file) => [nameOf(file), fs.readFileSync(file, 'utf8')])),
    ...(options.simulation === undefined ? {} : { simulation: fs.readFileSync(options.simulation, 'utf8') }),
    skipped: reasons(options.skipped),
    failed: reasons(options.failed),
    undeclared: reasons(options.undeclared),
    behind: reasons(options.behind),
  });
  if (options.out !== undefined) fs.writeFileSync(options.out, markdown);
  if (options.ruleSets !== undefined) writeRuleSets(options.ruleSets, summaries);
  if (options.json) process.stdout.write(`${JSON.stringify(summaries)}\n`);
  else if (options.out === undefined) process.stdout.write(markdown);
  return options.failOnLoud && summaries.some(({ loud }) => loud.length > 0) ? 3 : 0;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`plan-summary failed: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
