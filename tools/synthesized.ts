import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { stackParts } from '../stacks/parts';

/** Reads the output of synth: the manifest, and the JSON for Terraform. */

const manifest = z.looseObject({
  stacks: z.record(
    z.string(),
    z.looseObject({ name: z.string(), workingDirectory: z.string(), dependencies: z.array(z.string()) }),
  ),
});
const stackJson = z.looseObject({
  terraform: z.looseObject({}),
  provider: z.record(z.string(), z.array(z.looseObject({}))).default({}),
  resource: z.record(z.string(), z.record(z.string(), z.looseObject({}))).default({}),
  data: z.record(z.string(), z.record(z.string(), z.looseObject({}))).default({}),
  output: z.record(z.string(), z.looseObject({})).default({}),
});

export interface SynthesizedStack {
  readonly name: string;
  /** Folder of its cdk.tf.json. */
  readonly folder: string;
  /** Names of stacks whose state it reads. */
  readonly dependencies: readonly string[];
}

export interface StackFile {
  readonly text: string;
  readonly json: z.output<typeof stackJson>;
  readonly resourceCount: number;
}

/** The part of its environment that a stack is: `dev-data` → `data`. */
export function partOf({ name }: Pick<SynthesizedStack, 'name'>): string {
  return name.slice(name.indexOf('-') + 1);
}

/**
 * The stacks of an environment, or of all, each after those it depends on.
 * @param out the folder that synth wrote
 * @throws Error when nothing was synthesized there
 */
export function synthesizedStacks(out: string, environment?: string): readonly SynthesizedStack[] {
  const file = path.join(out, 'manifest.json');
  if (!fs.existsSync(file)) throw new Error(`${file} is missing: run npm run synth`);
  // The manifest has them in the order of writing.
  const rank = (stack: SynthesizedStack): number => stackParts.findIndex((part) => part === partOf(stack));
  return Object.values(manifest.parse(JSON.parse(fs.readFileSync(file, 'utf8'))).stacks)
    .filter(({ name }) => environment === undefined || name.startsWith(`${environment}-`))
    .map(({ name, workingDirectory, dependencies }) => ({
      name,
      folder: path.join(out, workingDirectory),
      dependencies,
    }))
    .sort((a, b) => rank(a) - rank(b));
}

/** One stack's cdk.tf.json. */
export function stackFile(out: string, name: string): StackFile {
  const text = fs.readFileSync(path.join(out, 'stacks', name, 'cdk.tf.json'), 'utf8');
  const json = stackJson.parse(JSON.parse(text));
  const resourceCount = Object.values(json.resource).reduce(
    (sum, named) => sum + Object.keys(named).length,
    0,
  );
  return { text, json, resourceCount };
}
