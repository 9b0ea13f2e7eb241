/**
 * Types and lint in one run: the compiler's errors, then ESLint's on the same program. `npm run typecheck`
 * and `npm run lint` check the same, and each of them infers the types of the whole project.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import ts from 'typescript';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const host = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => root,
  getNewLine: () => '\n',
};

/** The project as `npm run typecheck` compiles it, with the parents of nodes that ESLint's parser needs. */
function programOf(config) {
  const parsed = ts.getParsedCommandLineOfConfigFile(
    config,
    { incremental: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (fault) => fail([fault]) },
  );
  if (parsed.errors.length > 0) fail(parsed.errors);
  const compilerHost = ts.createCompilerHost(parsed.options, true);
  return ts.createProgram({ rootNames: parsed.fileNames, options: parsed.options, host: compilerHost });
}

/** Also makes the build stale: `npm test` built without a check of types, and the next program must not. */
function fail(faults) {
  fs.rmSync(path.join(root, 'build', '.stamp'), { force: true });
  process.stdout.write(ts.formatDiagnostics(faults, host));
  process.exit(1);
}

const started = process.hrtime.bigint();
const seconds = () => `${(Number(process.hrtime.bigint() - started) / 1e9).toFixed(1)} s`;
const program = programOf(path.join(root, 'tsconfig.json'));
const faults = ts.getPreEmitDiagnostics(program);
if (faults.length > 0) fail(faults);
process.stdout.write(`${program.getRootFileNames().length} files have no type errors (after ${seconds()})\n`);

const eslint = new ESLint({
  cwd: root,
  overrideConfig: {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: false, programs: [program] } },
  },
});
const results = await eslint.lintFiles(['.']);
const formatter = await eslint.loadFormatter('stylish');
process.stdout.write(await formatter.format(results));
const found = results.reduce((sum, { errorCount, warningCount }) => sum + errorCount + warningCount, 0);
process.stdout.write(`ESLint has read ${results.length} files (after ${seconds()})\n`);
process.exitCode = found === 0 ? 0 : 1;
