import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Table from 'cli-table3';
import { z } from 'zod';
import { environment } from '../../contract/environment';
import { functionDeclarations } from '../../functions/declarations';
import { buildArtifacts, zipBudgets } from '../../tools/build/artifacts';
import { findProjectRoot } from '../../tools/project';
import { type BenchRun, type BenchOutcome, median } from '../bench';
import { Limits } from '../limits';

export const title =
  "Cold start: size of each function's zip, its size with the tests' games instead of those of game/ " +
  '(limit 320 KB), and milliseconds to import it in a fresh process (limit 150 ms). Beside it: the same ' +
  'code unbundled';

const maxColdStartMs = 150;

/** The variables that a process needs to pass the check of its environment; no service is called. */
const special: Readonly<Record<string, string>> = {
  [environment.attemptsPerAddress]: '100',
  [environment.searchSeconds]: '600',
  [environment.issuer]: 'https://issuer.example.com',
  [environment.identityProviders]: '[]',
};
const variables: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  ...Object.fromEntries(
    Object.values(environment).map((name) => [
      name,
      special[name] ?? `bench-${name.toLowerCase().replaceAll('_', '-')}`,
    ]),
  ),
};

const program = `const cpu = process.cpuUsage();
const started = process.hrtime.bigint();
import(process.argv[1]).then((module) => {
  const elapsed = Number(process.hrtime.bigint() - started) / 1e6;
  const handler = module.handler ?? module.default?.handler;
  if (typeof handler !== 'function') throw new Error('exports no handler');
  const used = process.cpuUsage(cpu);
  process.stdout.write(JSON.stringify({ elapsed, cpuMs: (used.user + used.system) / 1e3 }));
  process.exit(0);
});`;

const sampleSchema = z.object({ elapsed: z.number(), cpuMs: z.number() });
type Sample = Readonly<z.infer<typeof sampleSchema>>;

/**
 * Milliseconds of one import in a fresh process, by the clock and by CPU time.
 * @throws Error with the output of the process
 */
function importOnce(file: string): Sample {
  const run = spawnSync(process.execPath, ['-e', program, pathToFileURL(file).href], {
    encoding: 'utf8',
    env: variables,
  });
  if (run.status !== 0)
    throw new Error(`${file} cannot be imported: ${run.stderr.trim().split('\n').slice(0, 5).join(' ')}`);
  return sampleSchema.parse(JSON.parse(run.stdout));
}

/** Bytes of each function's zip with the games of the tests in place of those of game/. */
async function ownZipBytes(root: string): Promise<ReadonlyMap<string, number>> {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-cold-start-'));
  try {
    const artifacts = await buildArtifacts(root, out, path.join(root, '__tests__', 'games', 'index.ts'));
    return new Map(artifacts.map(({ name, zipBytes }) => [name, zipBytes]));
  } finally {
    fs.rmSync(out, { recursive: true, force: true });
  }
}

interface Imports {
  /** Milliseconds of the bundle, by the clock. */
  readonly bundled: number;
  /** Milliseconds of the bundle, by CPU time. */
  readonly cpuMs: number;
  /** Milliseconds of the same code unbundled, by the clock. */
  readonly unbundled: number;
}

/** Medians of a function's imports, bundled and not, alternately, so that other load affects both. */
function importsOf(root: string, name: string, rounds: number): Imports {
  const bundled = path.join(root, 'build', 'functions', name, 'index.mjs');
  const unbundled = path.join(root, 'dist', 'functions', name, 'index.js');
  for (const file of [bundled, unbundled])
    if (!fs.existsSync(file)) throw new Error(`${path.relative(root, file)} is missing: run npm run build`);
  const samples = Array.from({ length: rounds }, () => [importOnce(bundled), importOnce(unbundled)] as const);
  return {
    bundled: median(samples.map(([first]) => first.elapsed)),
    cpuMs: median(samples.map(([first]) => first.cpuMs)),
    unbundled: median(samples.map(([, second]) => second.elapsed)),
  };
}

const inKilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KB`;

/** Prints the table. */
export async function run({ quick }: BenchRun): Promise<BenchOutcome> {
  const rounds = Number(process.env['TURNLIFT_BENCH_ROUNDS'] ?? (quick ? 1 : 9));
  const root = findProjectRoot();
  // On a busy machine the clock also measures other processes; then CPU time decides.
  const busy = (os.loadavg()[0] ?? 0) > os.cpus().length;
  const table = new Table({
    head: [
      'function',
      'zip',
      "with tests' games",
      'bundled',
      'its CPU time',
      'unbundled',
      'times faster',
      '',
    ],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  const limits = new Limits();
  const own = await ownZipBytes(root);
  for (const { name } of functionDeclarations) {
    const zipBytes = fs.statSync(path.join(root, 'build', 'functions', `${name}.zip`)).size;
    const ownBytes = own.get(name) ?? zipBytes;
    const { bundled, cpuMs, unbundled } = importsOf(root, name, rounds);
    const isSmall = limits.check(`own zip of ${name}`, ownBytes / 1024, 'KB', {
      most: zipBudgets.function / 1024,
    });
    const isFast = limits.check(`import of ${name}`, busy ? cpuMs : bundled, 'ms', {
      most: maxColdStartMs,
    });
    table.push([
      name,
      inKilobytes(zipBytes),
      inKilobytes(ownBytes),
      `${bundled.toFixed(0)} ms`,
      `${cpuMs.toFixed(0)} ms`,
      `${unbundled.toFixed(0)} ms`,
      (unbundled / bundled).toFixed(1),
      isSmall && isFast ? 'within both limits' : 'OVER A LIMIT',
    ]);
  }
  const load = (os.loadavg()[0] ?? 0).toFixed(1);
  const told =
    `; this machine is busy (load ${load} on ${os.cpus().length} processors), ` +
    'so CPU time is held to the limit';
  process.stdout.write(
    `${table.toString()}\nNode ${process.versions.node}, ` +
      `median of ${rounds} fresh processes each${busy ? told : ''}\n`,
  );
  return { missed: limits.missed };
}
