/**
 * `npm run aws-bindings`: CDKTF's complete AWS bindings take 392 MB and 7,000 files, of which the stacks use
 * 6 MB. This packs the modules in use, byte for byte as published, into vendor/, from where package.json
 * installs them.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import * as z from 'zod';
import { messageOf } from '../../core/message-of';
import { installLocked } from '../locked-packages';
import { findProjectRoot } from '../project';
import { bindingsPackage, differences, importedModules, neededFiles } from './modules';

/** Folders and files that may import bindings. */
const sources = ['main.ts', 'stacks', 'tools', '__tests__'];
const packed = z.tuple([z.looseObject({ filename: z.string(), size: z.number(), entryCount: z.number() })]);
const versioned = z.looseObject({ version: z.string() });

async function main(): Promise<number> {
  const program = new Command('aws-bindings')
    .description(`Packs the modules of ${bindingsPackage} that the code imports into vendor/.`)
    .option('--check', 'only compare what is installed with the published package; exit 1 if it differs');
  const { check } = program.parse().opts<{ check?: true }>();
  const root = findProjectRoot();
  const packages = await installLocked(
    {
      lock: path.join(root, 'tools', 'aws-bindings'),
      into: path.join(root, '.turnlift', 'aws-bindings'),
      title: `${bindingsPackage} as published (about 410 MB, in .turnlift/aws-bindings)`,
    },
    (line) => process.stderr.write(`  ${line}\n`),
  );
  const source = path.join(packages, bindingsPackage);
  const modules = importedModules(root, sources);
  const files = neededFiles(source, modules);

  if (check === true) {
    const found = differences(path.join(root, 'node_modules', bindingsPackage), source, files);
    for (const line of found) process.stdout.write(`${pc.red('✗')} ${line}\n`);
    process.stdout.write(
      found.length === 0
        ? `${pc.green('✓')} ${files.length} files of ${modules.length} modules are as published\n`
        : 'Run npm run aws-bindings, and commit vendor/, package.json and package-lock.json.\n',
    );
    return found.length === 0 ? 0 : 1;
  }

  const { version } = versioned.parse(JSON.parse(fs.readFileSync(path.join(source, 'package.json'), 'utf8')));
  const { file, bytes } = pack(root, source, files, version);
  // npm accepts a changed file of the same name only after the package is removed from the lock.
  npm(root, ['uninstall', '--no-audit', '--no-fund', '--package-lock-only', bindingsPackage]);
  npm(root, ['install', '--no-audit', '--no-fund', '--save-dev', `${bindingsPackage}@file:${file}`]);
  process.stdout.write(
    `${pc.green('✓')} ${modules.length} modules, ${(bytes / 1024).toFixed(0)} KB in ${file}; commit ` +
      'it with package.json and package-lock.json\n',
  );
  return 0;
}

/** Writes vendor/cdktf-provider-aws-VERSION.tgz; npm packs with fixed dates and sorted names. */
function pack(
  root: string,
  source: string,
  files: readonly string[],
  version: string,
): { readonly file: string; readonly bytes: number } {
  const staging = path.join(root, '.turnlift', 'aws-bindings', 'package');
  const vendor = path.join(root, 'vendor');
  fs.rmSync(staging, { recursive: true, force: true });
  for (const file of files) {
    fs.mkdirSync(path.dirname(path.join(staging, file)), { recursive: true });
    fs.copyFileSync(path.join(source, file), path.join(staging, file));
  }
  fs.mkdirSync(vendor, { recursive: true });
  const said = npm(staging, ['pack', '--json', '--ignore-scripts', '--pack-destination', vendor]);
  const [{ filename, size, entryCount }] = packed.parse(JSON.parse(said));
  if (entryCount !== files.length)
    throw new Error(`npm packed ${entryCount} of ${files.length} files: the package leaves some out`);
  for (const old of fs.readdirSync(vendor))
    if (/^cdktf-provider-aws-.*\.tgz$/.test(old) && old !== filename) fs.rmSync(path.join(vendor, old));
  if (!filename.includes(version)) throw new Error(`npm packed ${filename}, expected version ${version}`);
  return { file: `vendor/${filename}`, bytes: size };
}

function npm(folder: string, args: readonly string[]): string {
  const ran = spawnSync('npm', args, {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (ran.status !== 0)
    throw new Error(`npm ${args[0] ?? ''} failed: ${ran.error?.message ?? ran.stderr.trim()}`);
  return ran.stdout;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`aws-bindings failed: ${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);
