/** Bundles and zips the deployed code; the second half of `npm run build` (the first is tsc). */
import { createRequire } from 'node:module';
import path from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import { messageOf } from '../../core/message-of';
import { type Backend } from '../../definition';
import { findProjectRoot } from '../project';
import { type Artifact, buildArtifacts, sizeRefusal } from './artifacts';
import { loadedDefinition } from './definition-file';
import { checkGameFolders, checkRuleSetFiles } from './game-folders';
import { isComplete, loadedBy } from './load-failure';
import { writeOpenApi } from './openapi';
import { playSamplesApart } from './sample-thread';
import { buildPage, type BuiltPage, pageNames } from './pages';

const sizeOfPage = ({ name, files, firstBytes }: BuiltPage) => ({ name, files, firstBytes });
const inKilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;

function table(artifacts: readonly Artifact[]): string {
  const rows = new Table({
    head: ['artifact', 'bundle', 'zip'],
    colAligns: ['left', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const artifact of artifacts)
    rows.push([
      artifact.kind === 'function' ? `functions/${artifact.name}` : artifact.name,
      inKilobytes(artifact.bundleBytes),
      inKilobytes(artifact.zipBytes),
    ]);
  return rows.toString();
}

/**
 * @throws DefinitionError with one line: the definition does not load, or one of its games cannot be played
 */
async function checkDefinition(root: string): Promise<Backend> {
  const file = path.join(__dirname, '..', '..', 'game', 'index.js');
  // Stack traces show lines of the source, not of the compiled code.
  process.setSourceMapsEnabled(true);
  // First in a thread: a file that never returns, or ends its process, would take the build with it.
  const warnings = await playSamplesApart(file);
  const { default: backend } = loadedBy(() => loadedDefinition.parse(createRequire(__filename)(file)));
  checkGameFolders(root, backend);
  checkRuleSetFiles(root, backend);
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
  return backend;
}

async function main(): Promise<number> {
  const root = findProjectRoot();
  const program = new Command('build')
    .description(
      'Bundles every function and the Realtime script and zips them, the same bytes on every machine.',
    )
    .option('--out <folder>', 'where to write', path.join(root, 'build'))
    .option('--json', 'sizes as JSON on stdout');
  const options = program.parse().opts<{ out: string; json?: true }>();
  const out = path.resolve(options.out);
  // A refused definition is not bundled.
  const backend = await checkDefinition(root);
  const artifacts = await buildArtifacts(root, out);
  const openApi = writeOpenApi(out, backend);
  const pages = await Promise.all(
    pageNames(root).map((name) => buildPage(root, name, path.join(out, 'pages', name))),
  );
  const refusals = artifacts.map(sizeRefusal).filter((refusal) => refusal !== undefined);
  if (options.json)
    process.stdout.write(`${JSON.stringify({ artifacts, openApi, pages: pages.map(sizeOfPage) })}\n`);
  else process.stdout.write(`${table(artifacts)}\n`);
  for (const refusal of refusals) process.stderr.write(`${refusal}\n`);
  if (!options.json)
    process.stdout.write(
      `Built ${artifacts.length} artifact(s), ${pages.length} page(s) and openapi.json in ` +
        `${path.relative(process.cwd(), out) || '.'}${refusals.length > 0 ? '' : '; next: npm run synth'}\n`,
    );
  return refusals.length > 0 ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const refused = isComplete(error);
    process.stderr.write(`${refused ? '' : 'build failed: '}${messageOf(error)}\n`);
    // The message is complete, so the caller prints nothing more (tools/run.mjs).
    process.exitCode = refused ? 3 : 1;
  },
);
