/**
 * `npm run synth`, and what the cdktf CLI runs as the app: builds what is stale, then writes cdktf.out. So
 * `npx cdktf deploy` never takes old code.
 */
import fs from 'node:fs';
import path from 'node:path';
import { App } from 'cdktf';
import { Command } from 'commander';
import pc from 'picocolors';
import { environmentNames, environmentOf, exampleLines } from '../config';
import { refuseExamples, turnlift } from '../main';
import { projectRoot } from './project';
import { readManifest, stackFile } from './synthesized';

function main(): void {
  const root = projectRoot();
  const program = new Command('synth')
    .description('Synthesizes the Terraform of every environment.')
    .option('--env <names...>', 'only these environments: dev, staging, prod')
    .option('--out <folder>', 'where to write', process.env['CDKTF_OUTDIR'] ?? path.join(root, 'cdktf.out'))
    .option(
      '--deployable',
      'only environments without example settings; says which lines to edit in the others',
    )
    .option('--json', 'stacks as JSON on stdout');
  const options = program.parse().opts<{ env?: string[]; out: string; deployable?: true; json?: true }>();
  const out = path.resolve(options.out);
  const started = process.hrtime.bigint();
  // What was synthesized before must not be deployed with what is now.
  for (const stack of fs.existsSync(path.join(out, 'stacks')) ? fs.readdirSync(path.join(out, 'stacks')) : [])
    for (const written of ['cdk.tf.json', 'assets', '.terraform.lock.hcl'])
      fs.rmSync(path.join(out, 'stacks', stack, written), { recursive: true, force: true });
  const wanted = (options.env ?? environmentNames).map(environmentOf);
  const environments = wanted.filter((config) => {
    const lines = exampleLines(root, config);
    if (lines.length === 0) return true;
    const what = options.deployable ? 'is left out' : 'can be tried, not deployed';
    process.stderr.write(`${config.environment} ${what}:\n${lines.map((line) => `  ${line}\n`).join('')}`);
    return options.deployable !== true;
  });
  if (environments.length === 0) throw new Error('no environment can be deployed: edit the lines above');
  const app = turnlift(new App({ outdir: out }), root, environments);
  refuseExamples(app, root, environments);
  app.synth();
  // Hashes of the provider, where somebody keeps them (docs/deploying.md).
  const lock = path.join(root, 'terraform.lock.hcl');
  if (fs.existsSync(lock))
    for (const { folder } of readManifest(out))
      fs.copyFileSync(lock, path.join(folder, '.terraform.lock.hcl'));
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
