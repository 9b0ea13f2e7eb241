/**
 * `npx cdktf …` and `npm run cdktf -- …`: CDKTF's own command line, after a build. It takes 260 MB that only
 * manual deploys need, so it is installed on first use.
 */
import fs from 'node:fs';
import path from 'node:path';
import { messageOf } from '../core/message-of';
import { runCommandLine } from './cdktf-run';
import { installLocked, olderThan } from './locked-packages';
import { findProjectRoot } from './project';

/** Minimum version according to CDKTF's package.json. */
const oldestNode = { major: 20, minor: 9 } as const;

/**
 * Why CDKTF's command line cannot run here.
 * @param version Node's, such as `20.9.0`
 * @param modules folder of its installed packages
 * @returns one line with an alternative, or undefined when it can
 */
export function unsupported(
  version: string,
  platform: string,
  modules: string | undefined,
): string | undefined {
  if (olderThan(version, oldestNode))
    return (
      `CDKTF's command line needs Node ${oldestNode.major}.${oldestNode.minor} or newer; this is ` +
      `${version}.`
    );
  // It runs Terraform in a pseudo-terminal of a native package, which is published per platform.
  if (modules !== undefined && !fs.existsSync(path.join(modules, '@lydell', `node-pty-${platform}`)))
    return (
      `CDKTF's command line has no terminal for ${platform}. Run npm run synth, ` +
      'then terraform init, plan and apply in cdktf.out/stacks/NAME.'
    );
  return undefined;
}

async function main(): Promise<number> {
  const root = findProjectRoot();
  const folder = path.join(root, 'tools', 'cdktf-cli');
  const platform = `${process.platform}-${process.arch}`;
  const tooOld = unsupported(process.versions.node, platform, undefined);
  if (tooOld !== undefined) throw new Error(tooOld);
  const modules = await installLocked(
    { lock: folder, into: folder, title: "CDKTF's command line (260 MB, once, in tools/cdktf-cli)" },
    (line) => process.stderr.write(`  ${line}\n`),
  );
  const foreign = unsupported(process.versions.node, platform, modules);
  if (foreign !== undefined) throw new Error(foreign);

  const cli = path.join(modules, 'cdktf-cli', 'bundle', 'bin', 'cdktf');
  return runCommandLine(cli, process.argv.slice(2), root);
}

if (process.argv[1] === __filename)
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`cdktf: ${messageOf(error)}\n`);
      process.exitCode = 1;
    },
  );
