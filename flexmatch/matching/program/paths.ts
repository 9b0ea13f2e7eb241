import { slotsOfPath } from '../../expressions/compile';
import { type PathNode } from '../../expressions/syntax';
import { type Columns } from '../../roster/columns';
import { type Program } from './program';

/** The declared type of a player attribute; undefined when the rule set does not declare it. */
export function typeOf(attribute: string, columns: Columns): string | undefined {
  return columns.attributes.find((declared) => declared.name === attribute)?.type;
}

/** Indexes of the slots whose players a path reads. */
export function slotsRead(path: PathNode, program: Program): readonly number[] {
  return slotsOfPath(path, {
    slotCount: program.slots.length,
    slotsOf: (name) =>
      program.slots.flatMap((slot, index) =>
        slot.name === name || program.ruleSet.teams[slot.team]?.name === name ? [index] : [],
      ),
  }).slots;
}
