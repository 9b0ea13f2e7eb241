import path from 'node:path';
import { type Backend } from '../../definition';
import { environmentOf } from '../../definition/environments';
import { synthesize } from '../../stacks';
import { synthesizedStacks, type SynthesizedStack } from '../synthesized';

/** The folder that synth writes. */
export function synthesizedFolder(root: string): string {
  return path.join(root, 'cdktf.out');
}

/**
 * The stacks of an environment, synthesized from the code and the build as they are now.
 * @param root the project's folder, with build/
 * @param given a folder that was synthesized before, as the workflows hand it from job to job: taken as it is
 * @throws Error with one line when there is no such environment, or nothing of it in the given folder
 */
export function stacksToPlan(
  root: string,
  backend: Backend,
  environment: string,
  given?: string,
): readonly SynthesizedStack[] {
  const config = environmentOf(backend, environment);
  const out = given ?? synthesizedFolder(root);
  if (given === undefined) synthesize(root, out, backend, [config]);
  const stacks = synthesizedStacks(out, environment);
  if (stacks.length === 0)
    throw new Error(`${out} has no stack of ${environment}: run npm run synth -- --env ${environment}`);
  return stacks;
}
