/** `npm test`: everything that CI runs, in the order in which it fails soonest. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

function run(title: string, script: string, args: readonly string[]): void {
  process.stdout.write(`\n── ${title}\n`);
  const started = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, [path.join(root, 'node_modules', ...script.split('/')), ...args], { cwd: root, stdio: 'inherit' });
  const seconds = (Number(process.hrtime.bigint() - started) / 1e9).toFixed(1);
  if (status !== 0) {
    process.stdout.write(`\n${title} failed after ${seconds} s\n`);
    process.exit(status ?? 1);
  }
  process.stdout.write(`${title}: passed in ${seconds} s\n`);
}

const only = process.argv.slice(2);
run('types', 'typescript/bin/tsc', ['-p', 'tsconfig.json']);
run('lint (style, arrows of the house)', 'eslint/bin/eslint.js', ['--max-warnings', '0', '.']);
run('tests', 'jest/bin/jest.js', ['--ci', ...only]);
