import fs from 'node:fs';
import path from 'node:path';
import { type EnvironmentConfig } from '../../config';
import { type StackPart, stackParts, synthesizeUndeclared } from '../../stacks';
import { synthesizedStacks, stackFile, type SynthesizedStack } from '../synthesized';
import { bucketIsThere } from '../terraform/bootstrap';
import { Terraform } from '../terraform/terraform';

/**
 * Parts of an environment as stacks without resources, to look at what of them is in AWS.
 * @param root the project's folder
 * @param name what they are for: their folder
 */
export function bareStacks(
  root: string,
  name: string,
  config: EnvironmentConfig,
  parts: readonly StackPart[],
): readonly SynthesizedStack[] {
  const out = path.join(root, '.turnlift', name, config.environment);
  fs.rmSync(out, { recursive: true, force: true });
  if (parts.length === 0) return [];
  synthesizeUndeclared(root, out, config, parts);
  return synthesizedStacks(out, config.environment).map((stack) => ({
    ...stack,
    // The stacks that it reads are not known any more: it is destroyed before all that it may have read.
    dependencies: stackParts
      .slice(
        0,
        stackParts.findIndex((part) => stack.name === `${config.environment}-${part}`),
      )
      .map((part) => `${config.environment}-${part}`),
  }));
}

/** The parts that an environment can have, and that its configuration does not have. */
export function undeclaredStacks(
  root: string,
  config: EnvironmentConfig,
  declared: readonly SynthesizedStack[],
): readonly SynthesizedStack[] {
  const names = declared.map(({ name }) => name);
  return bareStacks(
    root,
    'undeclared',
    config,
    stackParts.filter((part) => !names.includes(`${config.environment}-${part}`)),
  );
}

/**
 * The number of resources that a stack has in AWS, by its state. Only the state's place is read from the
 * stack, so no provider is downloaded or started.
 * @throws TerraformFailed when the state cannot be read
 */
export async function resourcesHeld({ name, folder }: SynthesizedStack): Promise<number> {
  const { backend } = stackFile(path.resolve(folder, '..', '..'), name).json.terraform;
  const bare = path.join(folder, 'state');
  fs.mkdirSync(bare, { recursive: true });
  fs.writeFileSync(path.join(bare, 'state.tf.json'), JSON.stringify({ terraform: { backend } }));
  const terraform = new Terraform(bare, undefined);
  return (await bucketIsThere(terraform)) ? ((await terraform.resourceCount()) ?? 0) : 0;
}
