import path from 'node:path';
import { stackFile, type SynthesizedStack } from '../synthesized';

/** One of Terraform's complaints, from its title to the next one. */
function complaints(said: string): readonly string[] {
  const text = said.replace(/^[│╷╵ \t]+/gm, '');
  return text.split(/^(?=Error: )/m).filter((part) => part.startsWith('Error: '));
}

/** `data.terraform_remote_state.ID.outputs`, or one output of it, as Terraform shows what it read. */
const readValue = /^data\.terraform_remote_state\.\S+?\.outputs(?:\.(\S+))? is /m;
/** The attribute of the outputs, or the element of an output that is a map. */
const absentName = /does not have an\s+(?:attribute\s+named|element\s+with\s+the\s+key)\s+"([^"]+)"/;

/**
 * Why a stack cannot be planned before another one is applied. It reads the state of a stack that was never
 * applied, or an output that the applied one does not have yet. A stack waits only for stacks that it depends
 * on and that this deploy changes, and only when all of Terraform's complaints are of this kind. A denied or
 * broken read is a failure, not a reason to wait.
 * @param said what Terraform said of the plan that failed
 * @param changing names of the stacks before it that this deploy changes
 * @returns what it reads, or undefined when it does not wait
 */
export function missingUpstream(
  { folder, dependencies }: SynthesizedStack,
  said: string,
  changing: readonly string[],
): string | undefined {
  const upstream = dependencies.filter((name) => changing.includes(name));
  const out = path.resolve(folder, '..', '..');
  const reasons = complaints(said).map((complaint) => {
    if (/^Error: Unable to find remote state/.test(complaint))
      return upstream.length === 0 ? undefined : `the state of ${upstream[0] ?? ''}, which was never applied`;
    const name = absentName.exec(complaint)?.[1];
    const read = readValue.exec(complaint);
    if (name === undefined || read === null) return undefined;
    // Of an output that is a map, the synthesized files contain only the name; synth has compared its
    // elements with the template that they come from.
    const output = read[1] ?? name;
    const giver = upstream.find((stack) => stackFile(out, stack).json.output[output] !== undefined);
    return giver === undefined ? undefined : `${name} of ${giver}, which it will have only after its apply`;
  });
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}
