import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline/promises';
import { type Backend } from '../../definition';
import { environmentNames, environmentOf } from '../../definition/environments';
import { deployedParts } from '../../stacks';
import { Names } from '../../templates';
import { partOf, type SynthesizedStack } from '../synthesized';
import { type ProviderMirror, Terraform } from '../terraform/terraform';
import { destroyEnvironment, type DestroyOutcome, type DestroyScope } from './destroy';
import { fleetsLeft } from './fleets-left';
import { stacksToPlan, synthesizedFolder } from './stacks-to-plan';
import { bareStacks, resourcesHeld, undeclaredStacks } from './undeclared';

export interface DestroyOptions {
  readonly env: string;
  readonly stacks?: string;
  readonly undeclared?: true;
  readonly delivery?: true;
  readonly yes?: string;
}

/** Exit codes of `deploy-stacks destroy`; an error that is thrown is 1 too. */
const exitCodes: Readonly<Record<DestroyOutcome, number>> = { gone: 0, left: 1, refused: 2 };

export const destroyHelp = `
Shows what is destroyed and what is lost, asks for the environment's name, and destroys the stacks in the
order in which none reads what is gone already. Safe to repeat: after a failure it continues with what is
left.

Exit codes: 0 nothing is left of what was asked; 1 something failed, run it again; 2 refused or not confirmed,
nothing was changed.
`;

/**
 * `npm run deploy-stacks -- destroy`.
 * @param root the project's folder
 * @returns the exit code
 */
export async function destroyCommand(
  root: string,
  backend: Backend,
  mirror: ProviderMirror | undefined,
  options: DestroyOptions,
): Promise<number> {
  const config = environmentOf(backend, options.env);
  const given = options.stacks === undefined ? undefined : path.resolve(options.stacks);
  const declared = stacksToPlan(root, backend, options.env, given);
  const undeclared = undeclaredStacks(root, config, declared);
  const scope = options.undeclared === true ? 'undeclared' : options.delivery === true ? 'all' : 'deployed';
  const chosen = stacksIn(scope, declared, undeclared);
  const outcome = await destroyEnvironment(
    { config, stacks: chosen, scope, ...(options.yes === undefined ? {} : { yes: options.yes }) },
    {
      terraformOf: ({ folder }) => new Terraform(folder, mirror),
      ...(process.stdin.isTTY ? { ask: askPerson } : {}),
      fleetsLeft: (managed) => fleetsLeft({ prefix: `${new Names(config).prefix}-`, managed }),
      signInBy: () => environmentsSigningInBy(root, backend, config.environment),
      say: (line) => void process.stdout.write(`${line}\n`),
      progress: (line) => void process.stderr.write(`  ${line}\n`),
    },
  );
  if (outcome === 'gone')
    for (const { name } of undeclared)
      fs.rmSync(path.join(synthesizedFolder(root), 'stacks', name), { recursive: true, force: true });
  return exitCodes[outcome];
}

/** The stacks of a scope. `state` is in none: it holds the state of all, its own included. */
export function stacksIn(
  scope: DestroyScope,
  declared: readonly SynthesizedStack[],
  undeclared: readonly SynthesizedStack[],
): readonly SynthesizedStack[] {
  const parts: readonly string[] =
    scope === 'undeclared' ? [] : scope === 'deployed' ? deployedParts : [...deployedParts, 'delivery'];
  return [...undeclared, ...declared.filter((stack) => parts.includes(partOf(stack)))];
}

async function askPerson(question: string): Promise<string> {
  const lines = readline.createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and the end of input close the question without an answer.
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    return await Promise.race([lines.question(question).catch(() => closed), closed]);
  } finally {
    lines.close();
  }
}

/**
 * Environments of the same account whose delivery stack is applied, and whose CI signs in by the provider
 * that this environment made.
 */
async function environmentsSigningInBy(
  root: string,
  backend: Backend,
  environment: string,
): Promise<readonly string[]> {
  const own = environmentOf(backend, environment);
  if (!own.delivery.createProvider) return [];
  const applied: string[] = [];
  for (const name of environmentNames(backend)) {
    const other = environmentOf(backend, name);
    if (name === environment || other.account !== own.account || other.delivery.createProvider) continue;
    for (const stack of bareStacks(root, 'sign-in', other, ['delivery']))
      if ((await resourcesHeld(stack)) > 0) applied.push(name);
  }
  return applied;
}
