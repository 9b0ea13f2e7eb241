/** `npm run synth`: writes cdktf.out, as `cdktf synth` does, without starting another process. */
import fs from 'node:fs';
import path from 'node:path';
import { App } from 'cdktf';
import { Command } from 'commander';
import pc from 'picocolors';
import { environmentNames, environmentOf } from '../definition/environments';
import backend from '../game';
import { turnlift } from '../stacks';
import { projectRoot } from './project';
import { readManifest, stackFile } from './synthesized';

function main(): void {
  const root = projectRoot();
  const program = new Command('synth')
    .description('Synthesizes the Terraform of every environment.')
    .option('--env <names...>', `only these environments: ${environmentNames(backend).join(', ')}`)
    .option('--out <folder>', 'where to write', path.join(root, 'cdktf.out'))
    .option('--json', 'stacks as JSON on stdout');
  const options = program.parse().opts<{ env?: string[]; out: string; json?: true }>();
  const out = path.resolve(options.out);
  const started = process.hrtime.bigint();
  // What was synthesized before must not be deployed with what is now.
  fs.rmSync(path.join(out, 'stacks'), { recursive: true, force: true });
  const environments = options.env?.map((name) => environmentOf(backend, name));
  turnlift(new App({ outdir: out }), root, backend, environments).synth();
  const stacks = readManifest(out).map(({ name }) => ({
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
  process.stdout.write(
    `Synthesized ${stacks.length} stacks in ${seconds} s to ${path.relative(process.cwd(), out) || '.'}; next: npm run rehearse, or docs/deploying.md\n`,
  );
}

try {
  main();
} catch (error) {
  process.stderr.write(`synth failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
