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
import { messageOf } from '../core/message-of';
import backend from '../game';
import { turnlift } from '../stacks';
import { installLocked } from './locked-packages';
import { projectRoot } from './project';
import { readManifest, stackFile } from './synthesized';

/** Of the fork and its provider (tools/cdktn/package.json). */
const oldestNode = { major: 22, minor: 11 } as const;
/** What main.ts reads and runs, from the project's folder, where it is there. */
const inputs = ['dist', 'build', 'game'];
/** Places that may differ: who wrote the file, and where Terraform finds which provider. */
const versionStrings = /^(\/\/\.metadata\.version|terraform\.required_providers\.aws\.(source|version))$/;

interface Difference {
  readonly stack: string;
  readonly path: string;
  readonly ours: string;
  readonly theirs: string;
}

/**
 * Puts the fork's packages below the project: what they do not replace is found in the project's own.
 * @returns why they cannot be had here, or undefined when they are there
 */
async function install(root: string, folder: string): Promise<string | undefined> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < oldestNode.major || (major === oldestNode.major && minor < oldestNode.minor))
    return `the fork needs Node ${oldestNode.major}.${oldestNode.minor} or newer, this is ${process.versions.node}`;
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
  const root = projectRoot();
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

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`synth:cdktn failed: ${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);
