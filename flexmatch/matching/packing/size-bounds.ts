import { at } from '../../at';
import { type Program } from '../program/program';

/** Bounds of team sizes over the stages that a match may still have. */
export interface SizeBounds {
  readonly minPlayers: readonly number[];
  readonly maxPlayers: readonly number[];
  readonly least: number;
  readonly most: number;
}

export function boundsOver(program: Program, from: number, to: number): SizeBounds {
  const stages = program.stages.slice(from, to + 1);
  const minPlayers = program.slots.map((_, slot) =>
    Math.min(...stages.map((stage) => at(stage.minPlayers, slot))),
  );
  const maxPlayers = program.slots.map((_, slot) =>
    Math.max(...stages.map((stage) => at(stage.maxPlayers, slot))),
  );
  return {
    minPlayers,
    maxPlayers,
    least: Math.min(...stages.map((stage) => stage.least)),
    most: Math.max(...stages.map((stage) => stage.most)),
  };
}
