/**
 * `npm run synth`: writes cdktf.out, and lists settings that are still placeholders. CDKTF's command line
 * runs main.ts, which writes the same.
 */
import path from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import { exampleLines, withLine } from '../config';
import { environmentNames, environmentOf } from '../definition/environments';
import backend from '../game';
import { synthesize } from '../stacks';
import { findProjectRoot } from './project';
import { synthesizedStacks, stackFile } from './synthesized';

function main(): void {
  const root = findProjectRoot();
  const program = new Command('synth')
    .description('Synthesizes the Terraform of every environment.')
    .option('--env <names...>', `only these environments: ${environmentNames(backend).join(', ')}`)
    .option('--out <folder>', 'where to write', path.join(root, 'cdktf.out'))
    .option(
      '--deployable',
      'only environments without example settings; says which lines to edit in the others',
    )
    .option('--json', 'stacks as JSON on stdout');
  const options = program.parse().opts<{ env?: string[]; out: string; deployable?: true; json?: true }>();
  const out = path.resolve(options.out);
  const started = process.hrtime.bigint();
  const wanted = (options.env ?? environmentNames(backend)).map((name) => environmentOf(backend, name));
  const environments = wanted.filter((config) => {
    const lines = exampleLines(root, config);
    if (lines.length === 0) return true;
    const what = options.deployable ? 'is left out' : 'can be tried, not deployed';
    process.stderr.write(`${config.environment} ${what}:\n${lines.map((line) => `  ${line}\n`).join('')}`);
    return options.deployable !== true;
  });
  for (const line of synthesize(root, out, backend, environments))
    process.stderr.write(`${pc.yellow(pc.bold('WARNING'))}: ${line}\n`);
  const stacks = synthesizedStacks(out).map(({ name }) => ({
    name,
    resources: stackFile(out, name).resourceCount,
  }));
  const seconds = (Number(process.hrtime.bigint() - started) / 1e9).toFixed(1);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ out, stacks })}\n`);
    return;
  }
  for (const { name, resources } of stacks)
    process.stdout.write(`  ${name.padEnd(24)} ${pc.dim(`${resources} resources`)}\n`);
  if (environments.length === 0) {
    process.stdout.write(
      'Nothing was synthesized: no environment can be deployed before the lines above are edited\n',
    );
    return;
  }
  process.stdout.write(
    `Synthesized ${stacks.length} stacks in ${seconds} s to ` +
      `${path.relative(process.cwd(), out) || '.'}; next: npm run rehearse, or docs/deploying.md\n`,
  );
}

try {
  main();
} catch (error) {
  process.stderr.write(`synth failed: ${withLine(findProjectRoot(), error)}\n`);
  process.exitCode = 1;
}
