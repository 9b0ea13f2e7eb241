/** `npm test`: everything that CI runs, in the order in which it fails soonest. Arguments go to jest, and then only the tests run. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const packages = path.join(root, 'node_modules');

function run(title: string, script: string, args: readonly string[]): void {
  process.stdout.write(`\n── ${title}\n`);
  const started = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  const seconds = (Number(process.hrtime.bigint() - started) / 1e9).toFixed(1);
  if (status !== 0) {
    process.stdout.write(`\n${title} failed after ${seconds} s\n`);
    process.exit(status ?? 1);
  }
  process.stdout.write(`${title}: passed in ${seconds} s\n`);
}

/** The rehearsal needs Terraform and, without the registry, a folder of providers. */
function rehearse(): void {
  const terraform = spawnSync('terraform', ['version'], { stdio: 'ignore' }).status === 0;
  if (!terraform || process.env.TURNLIFT_TERRAFORM_PLUGIN_DIR === undefined) {
    process.stdout.write(`\n── rehearsal\n!!! SKIPPED: ${terraform ? 'TURNLIFT_TERRAFORM_PLUGIN_DIR names no folder of providers' : 'terraform is not on the PATH'}. Nothing below synth was proved: no plan, no apply.\n`);
    return;
  }
  run('rehearsal on real Terraform', path.join(root, 'dist', 'tools', 'rehearse', 'main.js'), ['--env', 'dev']);
}

const only = process.argv.slice(2);
if (only.length === 0) {
  run('types', path.join(packages, 'typescript', 'bin', 'tsc'), ['-p', 'tsconfig.json']);
  run('lint (style, arrows of the house)', path.join(packages, 'eslint', 'bin', 'eslint.js'), ['--max-warnings', '0', '.']);
}
run('tests', path.join(packages, 'jest', 'bin', 'jest.js'), ['--ci', ...only]);
if (only.length === 0) rehearse();
process.stdout.write(only.length === 0 ? '\nAll passed.\n' : '\nThe chosen tests passed.\n');
