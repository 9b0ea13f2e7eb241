/**
 * `npm run synth:cdktn`: the same code on CDK Terrain, the maintained fork of CDKTF; shows that the output
 * differs only in version strings.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import { messageOf } from '../core/message-of';
import backend from '../game';
import { synthesize } from '../stacks';
import { installLocked, olderThan } from './locked-packages';
import { findProjectRoot } from './project';
import { synthesizedStacks, stackFile } from './synthesized';

/** Minimum version of the fork and its provider (tools/cdktn/package.json). */
const oldestNode = { major: 22, minor: 11 } as const;
/** Files that main.ts reads and runs, relative to the project's folder, where they exist. */
const inputs = ['dist', 'build', 'game', 'cdktf.json'];
/** Places that may differ: the generating tool, and the provider's source and version. */
const versionStrings = /^(\/\/\.metadata\.version|terraform\.required_providers\.aws\.(source|version))$/;

interface Difference {
  readonly stack: string;
  readonly path: string;
  readonly ours: string;
  readonly theirs: string;
}

/**
 * Installs the fork's packages in a folder below the project: other packages resolve to the project's own.
 * @returns why they cannot be installed here, or undefined when they are
 */
async function install(root: string, folder: string): Promise<string | undefined> {
  if (olderThan(process.versions.node, oldestNode))
    return (
      `the fork needs Node ${oldestNode.major}.${oldestNode.minor} or newer, this is ` +
      `${process.versions.node}`
    );
  try {
    await installLocked(
      {
        lock: path.join(root, 'tools', 'cdktn'),
        into: folder,
        title: 'cdktn and its AWS provider (about 490 MB, in .turnlift/cdktn)',
      },
      (line) => process.stderr.write(`  ${line}\n`),
    );
    return undefined;
  } catch (error) {
    return `its packages cannot be installed: ${messageOf(error)}`;
  }
}

async function main(): Promise<number> {
  const program = new Command('synth:cdktn')
    .description('Synthesizes with the maintained fork (npm aliases, in a folder of its own) and compares.')
    .option('--require', 'fail, instead of skipping, when the fork cannot run here');
  const { require: required } = program.parse().opts<{ require?: true }>();
  const root = findProjectRoot();
  const folder = path.join(root, '.turnlift', 'cdktn');
  const obstacle = await install(root, folder);
  if (obstacle !== undefined) {
    process.stdout.write(`${pc.yellow(pc.bold('!!! SKIPPED'))}: ${obstacle}. Nothing was compared.\n`);
    return required === true ? 1 : 0;
  }
  for (const input of inputs) {
    fs.rmSync(path.join(folder, input), { recursive: true, force: true });
    if (fs.existsSync(path.join(root, input)))
      fs.cpSync(path.join(root, input), path.join(folder, input), { recursive: true });
  }

  const [ours, theirs] = [path.join(folder, 'ours'), path.join(folder, 'theirs')];
  for (const out of [ours, theirs]) fs.rmSync(out, { recursive: true, force: true });
  // The same function as in the fork's main.ts: refusals of examples are output, too.
  synthesize(root, ours, backend);
  const run = spawnSync(process.execPath, [path.join(folder, 'dist', 'main.js')], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, CDKTF_OUTDIR: theirs, CDKTN_OUTDIR: theirs },
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
      ? `${pc.green('✓')} ${synthesizedStacks(ours).length} stacks are the same on cdktn but for ` +
          `${kinds.length} version strings\n`
      : `${pc.red('✗')} ${real.length} differences that are not version strings\n`,
  );
  return real.length === 0 ? 0 : 1;
}

function compare(ours: string, theirs: string): readonly Difference[] {
  return synthesizedStacks(ours).flatMap(({ name }) => {
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

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`synth:cdktn failed: ${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);
