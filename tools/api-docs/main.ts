/**
 * `npm run api-docs`: pages of the client, the engine, FlexMatch and what games declare, from their comments.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { Command } from 'commander';
import { messageOf } from '../../core/message-of';
import { installLocked } from '../locked-packages';
import { findProjectRoot } from '../project';

async function main(): Promise<number> {
  const { out } = new Command('api-docs')
    .description(
      'Writes the API documentation. A public function without a comment, a link to nothing, or a ' +
        'type that\n' +
        'is used but not documented is an error.',
    )
    .option('--out <folder>', 'folder of the pages', path.join('build', 'api-docs'))
    .parse()
    .opts<{ readonly out: string }>();
  const root = findProjectRoot();
  const folder = path.join(root, 'tools', 'api-docs');
  const modules = await installLocked(
    {
      lock: folder,
      into: path.join(root, '.turnlift', 'api-docs'),
      title: 'TypeDoc (46 MB, once, in .turnlift/api-docs)',
    },
    (line) => process.stderr.write(`  ${line}\n`),
  );
  process.stderr.write('  reading the comments (about 20 s)\n');
  const code = await run(modules, [
    '--options',
    path.join(folder, 'typedoc.json'),
    '--out',
    path.resolve(out),
  ]);
  if (code === 0) process.stdout.write(`open ${path.join(out, 'index.html')}\n`);
  return code;
}

/** Runs TypeDoc. @returns its exit code */
function run(modules: string, args: readonly string[]): Promise<number> {
  const program = path.join(modules, 'typedoc', 'bin', 'typedoc');
  const child = spawn(process.execPath, [program, '--logLevel', 'Warn', ...args], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);
