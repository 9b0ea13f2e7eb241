import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { isUnnoticed, type Mutant } from './mutants';

const acceptedSchema = z.array(
  z.strictObject({
    file: z.string(),
    code: z.string().meta({ description: 'the line of the file on which it begins, trimmed' }),
    mutator: z.string(),
    to: z.string(),
    reason: z.string().min(20),
  }),
);

/** A mutant that no test can notice, or need not, and why. It is named by its text: lines move. */
export type Accepted = z.output<typeof acceptedSchema>[number];

/** @throws Error when tools/mutate/accepted.json is not a list of accepted mutants */
export function readAccepted(root: string): readonly Accepted[] {
  return acceptedSchema.parse(
    JSON.parse(fs.readFileSync(path.join(root, 'tools', 'mutate', 'accepted.json'), 'utf8')),
  );
}

/** Whether an entry is about a mutant. */
export function isOf({ file, code, mutator, to }: Accepted, mutant: Mutant): boolean {
  return file === mutant.file && code === mutant.code && mutator === mutant.mutator && to === mutant.to;
}

/**
 * Entries that stand for nothing any more: their mutant is gone, or a test notices it.
 * @param tried files all of whose mutants were tried
 */
export function staleEntries(
  accepted: readonly Accepted[],
  mutants: readonly Mutant[],
  tried: ReadonlySet<string>,
): readonly Accepted[] {
  const unnoticed = mutants.filter(isUnnoticed);
  return accepted.filter(
    (entry) => tried.has(entry.file) && !unnoticed.some((mutant) => isOf(entry, mutant)),
  );
}
