import { fillable } from '../matching/packing/packing';
import { boundsOver } from '../matching/packing/size-bounds';
import { type PoolEntry } from '../matching/pool/entry';
import { type Program } from '../matching/program/program';
import { stageOf } from './lineup';

/** The possible stages of a match of this ticket, by the ticket that gives the age. */
export function stagesOf(
  entry: PoolEntry,
  others: readonly PoolEntry[],
  program: Program,
): readonly number[] {
  return [...new Set([entry.stage, ...others.map((other) => stageOf([entry, other], program))])];
}

/** Whether the waiting parties can fill the teams of a stage, as far as sizes decide. */
export function sizesFit(
  entry: PoolEntry,
  others: readonly PoolEntry[],
  stage: number,
  program: Program,
): boolean {
  if (entry.isBackfill || others.some((other) => other.isBackfill)) return true;
  const sizes: number[] = [];
  for (const one of [entry, ...others]) sizes[one.size] = (sizes[one.size] ?? 0) + 1;
  return fillable(
    boundsOver(program, stage, stage),
    Array.from(sizes, (count) => count ?? 0),
    program,
  );
}

/** Says that too few players wait. */
export function tooFew(
  entry: PoolEntry,
  pool: { readonly players: number; readonly needed: number },
): string {
  return (
    `too few players wait: a match needs ${pool.needed} at this age, ` +
    `and there are ${entry.size + pool.players} with this ticket's ${entry.size}`
  );
}

/** Says that the waiting parties cannot fill the teams. */
export function noFit(entry: PoolEntry, program: Program): string {
  const stage = program.stages[entry.stage];
  const teams = program.slots.map(
    ({ name }, index) => `${name} ${stage?.minPlayers[index]}–${stage?.maxPlayers[index]}`,
  );
  return `the parties that wait cannot fill the teams without splitting one (teams of ${teams.join(', ')})`;
}
