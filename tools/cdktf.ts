/**
 * `npx cdktf …` and `npm run cdktf -- …`: CDKTF's own command line, on code that was built just now. It
 * brings 260 MB that only deploying by hand needs, so it is installed when it is first called.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { messageOf } from '../core/message-of';
import { installLocked } from './locked-packages';
import { projectRoot } from './project';

/** What CDKTF's package.json asks for. */
const oldestNode = { major: 20, minor: 9 } as const;

/**
 * Why CDKTF's command line cannot run here.
 * @param version Node's, such as `20.9.0`
 * @param modules folder of its installed packages
 * @returns one line with a way on, or undefined when it can
 */
export function unsupported(
  version: string,
  platform: string,
  modules: string | undefined,
): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < oldestNode.major || (major === oldestNode.major && minor < oldestNode.minor))
    return `CDKTF's command line needs Node ${oldestNode.major}.${oldestNode.minor} or newer; this is ${version}.`;
  // It runs Terraform in a terminal of its own, a native package that is published for each platform.
  if (modules !== undefined && !fs.existsSync(path.join(modules, '@lydell', `node-pty-${platform}`)))
    return (
      `CDKTF's command line has no terminal for ${platform}. Run npm run synth, ` +
      'then terraform init, plan and apply in cdktf.out/stacks/NAME.'
    );
  return undefined;
}

async function main(): Promise<number> {
  const root = projectRoot();
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
  const child = spawn(process.execPath, [cli, ...process.argv.slice(2)], {
    // cdktf.json stands in the project's folder, wherever the command was typed.
    cwd: root,
    stdio: 'inherit',
    // Without it every command asks HashiCorp for news of a project that has ended.
    env: { CHECKPOINT_DISABLE: '1', ...process.env },
  });
  // Ctrl-C reaches the child by itself: it unlocks the state, and this process waits for it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve(code ?? (signal === null ? 1 : 128 + os.constants.signals[signal])),
    );
  });
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
