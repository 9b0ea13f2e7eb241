/**
 * `npm run synth:cdktn`: the same code on CDK Terrain, the maintained fork of CDKTF; shows that what it
 * synthesizes differs in version strings only.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { App } from 'cdktf';
import { Command } from 'commander';
import pc from 'picocolors';
import backend from '../game';
import { turnlift } from '../stacks';
import { projectRoot } from './project';
import { readManifest, stackFile } from './synthesized';

/** The fork under the names that the code imports; constructs is one that both accept. */
const aliases = {
  cdktf: 'npm:cdktn@0.24.0',
  '@cdktf/provider-aws': 'npm:@cdktn/provider-aws@25.7.0',
  constructs: '10.7.2',
};
/** Rooms that main.ts reaches. */
const rooms = [
  'main.js',
  'stacks',
  'templates',
  'functions',
  'game',
  'definition',
  'config',
  'contract',
  'store',
  'core',
  'flexmatch',
];
/** Places that may differ: who wrote the file, and where Terraform finds which provider. */
const versionStrings = /^(\/\/\.metadata\.version|terraform\.required_providers\.aws\.(source|version))$/;

interface Difference {
  readonly stack: string;
  readonly path: string;
  readonly ours: string;
  readonly theirs: string;
}

function main(): number {
  const program = new Command('synth:cdktn')
    .description('Synthesizes with the maintained fork (npm aliases, in a folder of its own) and compares.')
    .option('--require', 'fail, instead of skipping, when the packages cannot be had');
  const { require: required } = program.parse().opts<{ require?: true }>();
  const root = projectRoot();
  // Below the project: what the aliases do not replace is found in the project's own packages.
  const folder = path.join(root, '.turnlift', 'cdktn');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(folder, 'package.json'),
    `${JSON.stringify({ name: 'turnlift-on-cdktn', private: true, dependencies: aliases }, null, 2)}\n`,
  );
  process.stderr.write('  installing cdktn 0.24.0 and its AWS provider (about 490 MB)\n');
  const npm = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'],
    { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32', timeout: 300_000 },
  );
  if (npm.status !== 0 || !fs.existsSync(path.join(folder, 'node_modules', 'cdktf', 'package.json'))) {
    const why =
      npm.stderr.split('\n').find((line) => /npm (error|ERR!)/.test(line)) ??
      npm.error?.message ??
      'npm install failed';
    process.stdout.write(
      `${pc.yellow(pc.bold('SKIPPED'))}: the packages cannot be had here (${why.trim()}); nothing was compared\n`,
    );
    return required ? 1 : 0;
  }
  for (const room of rooms)
    fs.cpSync(path.join(root, 'dist', room), path.join(folder, 'dist', room), { recursive: true });
  fs.cpSync(path.join(root, 'build'), path.join(folder, 'build'), { recursive: true });

  const [ours, theirs] = [path.join(folder, 'ours'), path.join(folder, 'theirs')];
  for (const out of [ours, theirs]) fs.rmSync(out, { recursive: true, force: true });
  turnlift(new App({ outdir: ours }), root, backend).synth();
  const run = spawnSync(process.execPath, [path.join(folder, 'dist', 'main.js')], {
    cwd: folder,
    encoding: 'utf8',
    // The fork refuses S3's own lock unless it is told which Terraform is meant.
    env: {
      ...process.env,
      CDKTF_OUTDIR: theirs,
      CDKTN_OUTDIR: theirs,
      CDKTF_CONTEXT_JSON: JSON.stringify({ targetVersions: { terraform: '>=1.11.0' } }),
    },
  });
  if (run.status !== 0) throw new Error(`the fork does not synthesize this code:\n${run.stderr}`);
  const found = compare(ours, theirs);
  const real = found.filter((difference) => !versionStrings.test(difference.path));
  for (const { stack, path: where, ours: here, theirs: there } of real)
    process.stdout.write(`${pc.red('differs')} ${stack} ${where}: ${here} → ${there}\n`);
  const kinds = [
    ...new Set(
      found
        .filter((difference) => versionStrings.test(difference.path))
        .map((difference) => `${difference.path} ${difference.ours} → ${difference.theirs}`),
    ),
  ];
  for (const kind of kinds) process.stdout.write(`  ${kind}\n`);
  process.stdout.write(
    real.length === 0
      ? `${pc.green('✓')} ${readManifest(ours).length} stacks are the same on cdktn but for ${kinds.length} version strings\n`
      : `${pc.red('✗')} ${real.length} differences that are not version strings\n`,
  );
  return real.length === 0 ? 0 : 1;
}

function compare(ours: string, theirs: string): readonly Difference[] {
  return readManifest(ours).flatMap(({ name }) => {
    const [here, there] = [leaves(stackFile(ours, name).json), leaves(stackFile(theirs, name).json)];
    return [...new Set([...here.keys(), ...there.keys()])]
      .filter((where) => here.get(where) !== there.get(where))
      .map((where) => ({
        stack: name,
        path: where,
        ours: here.get(where) ?? 'absent',
        theirs: there.get(where) ?? 'absent',
      }));
  });
}

function leaves(value: unknown, at = '', into = new Map<string, string>()): ReadonlyMap<string, string> {
  if (value !== null && typeof value === 'object' && Object.keys(value).length > 0)
    for (const [key, member] of Object.entries(value)) leaves(member, at === '' ? key : `${at}.${key}`, into);
  else into.set(at, JSON.stringify(value));
  return into;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`synth:cdktn failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
