import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import * as z from 'zod/mini';
import { type PlantedBug } from './bug';
import { maxEvents } from '../shrink';
import { buildWithBug } from './build';

const report = z.object({
  worlds: z.number(),
  found: z.optional(z.object({ violation: z.object({ oracle: z.string() }) })),
  shrunk: z.optional(z.object({ faults: z.number(), commands: z.number() })),
});

/** A planted bug as the simulator finds it. */
export interface BugFinding {
  readonly bug: PlantedBug;
  /** Seeds from the first to the seed that fails. */
  readonly seeds: number;
  /** The oracle that reports it; absent: the bug was not found. */
  readonly oracle?: string;
  /** The failure after it was shrunk. */
  readonly faults: number;
  readonly commands: number;
}

/** Looks for one bug and shrinks its failure, in a process of its own. */
export async function findPlanted(root: string, bug: PlantedBug, seeds: number): Promise<BugFinding> {
  const bundle = await buildWithBug(root, 'sim/main.ts', bug);
  try {
    const args = [bundle, '--seeds', String(seeds), '--json', '--shrink'];
    const { stdout } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { worlds, found, shrunk } = report.parse(JSON.parse(stdout));
    return {
      bug,
      seeds: worlds,
      ...(found === undefined ? {} : { oracle: found.violation.oracle }),
      faults: shrunk?.faults ?? 0,
      commands: shrunk?.commands ?? 0,
    };
  } finally {
    fs.rmSync(bundle, { force: true });
  }
}

/** True when the bug was found by its oracle, and its failure is short. */
export function isFoundWell({ bug, oracle, faults, commands }: BugFinding): boolean {
  return oracle === bug.oracle && faults + commands <= maxEvents;
}

export const tableHead = [
  '| bug | oracle | seeds | faults | commands |',
  '| --- | --- | --: | --: | --: |',
] as const;

/** A finding as a row of the table in the documentation. */
export function rowOf({ bug, seeds, oracle, faults, commands }: BugFinding): string {
  return `| \`${bug.name}\` | ${oracle ?? 'not found'} | ${seeds} | ${faults} | ${commands} |`;
}
