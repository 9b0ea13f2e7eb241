import { afterAll, beforeAll } from '@jest/globals';
import fs from 'node:fs';
import { projectFolder, resources, type Synthesis, synthesize } from '../support/synthesis';

export const folder = projectFolder();
export let synthesis: Synthesis;

export function resourcesOf(stack: string, type: string): ReadonlyArray<Record<string, unknown>> {
  return Object.values(resources(synthesis.stacks.get(stack), type));
}

/** Makes what the tests of the suite share, and ends it after them. */
export function useSynthesis(): void {
  beforeAll(() => {
    synthesis = synthesize(folder);
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
}
