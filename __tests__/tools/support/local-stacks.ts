import fs from 'node:fs';
import path from 'node:path';
import { synthesizedStacks, type SynthesizedStack } from '../../../tools/synthesized';
import { Terraform } from '../../../tools/terraform/terraform';

/** Parts with what each reads, in the order of deployment. */
const parts = { delivery: [], data: [], site: [], api: ['data', 'site'], operations: ['api'] } as const;
export type Part = keyof typeof parts;

/** The plan of the AWS provider, which is not here: a protected table. */
export class Protected extends Terraform {
  override showPlan(): Promise<string> {
    return Promise.resolve(
      JSON.stringify({
        format_version: '1.2',
        resource_changes: [
          {
            address: 'aws_dynamodb_table.players',
            mode: 'managed',
            type: 'aws_dynamodb_table',
            name: 'players',
            change: { actions: ['delete'], before: { deletion_protection_enabled: true }, after: null },
          },
        ],
      }),
    );
  }
}

/**
 * Stacks without a cloud, in a folder. Each writes its part into the file `order` when it is destroyed. Its
 * destruction fails while the file `block-PART` is there.
 */
export function writeStacks(
  folder: string,
  only: readonly Part[] = ['delivery', 'data', 'site', 'api', 'operations'],
): readonly SynthesizedStack[] {
  const stacks: Record<string, object> = {};
  for (const part of only) {
    const name = `dev-${part}`;
    const at = path.join(folder, 'stacks', name);
    fs.mkdirSync(at, { recursive: true });
    const states = Object.fromEntries(
      parts[part].map((up) => [
        up,
        { backend: 'local', config: { path: path.join(folder, `${up}.tfstate`) } },
      ]),
    );
    const command = `test ! -e '${folder}/block-${part}' && echo ${part} >> '${folder}/order'`;
    fs.writeFileSync(
      path.join(at, 'cdk.tf.json'),
      JSON.stringify({
        terraform: { backend: { local: { path: path.join(folder, `${part}.tfstate`) } } },
        ...(parts[part].length === 0 ? {} : { data: { terraform_remote_state: states } }),
        resource: {
          terraform_data: {
            held: {
              input: parts[part].map((up) => `\${data.terraform_remote_state.${up}.outputs.held}`).join(),
              provisioner: [{ 'local-exec': { when: 'destroy', command } }],
            },
          },
        },
        output: { held: { value: '${terraform_data.held.id}' } },
      }),
    );
    stacks[name] = {
      name,
      workingDirectory: `stacks/${name}`,
      dependencies: parts[part].map((up) => `dev-${up}`),
    };
  }
  fs.writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ stacks }));
  return synthesizedStacks(folder, 'dev');
}

/** Writes stacks, and applies them. */
export async function applyStacks(
  folder: string,
  only?: readonly Part[],
): Promise<readonly SynthesizedStack[]> {
  const stacks = writeStacks(folder, only);
  for (const { folder: at } of stacks) {
    const terraform = new Terraform(at, undefined);
    await terraform.init();
    await terraform.run(['apply', '-auto-approve', '-no-color']);
  }
  return stacks;
}

/** The parts that were destroyed, in their order. */
export const destroyedParts = (folder: string): readonly string[] =>
  fs.existsSync(path.join(folder, 'order'))
    ? fs.readFileSync(path.join(folder, 'order'), 'utf8').trim().split('\n')
    : [];
