import fs from 'node:fs';
import path from 'node:path';
import { type App, TerraformOutput, TerraformStack } from 'cdktf';
import { compareEnvironments, ConfigError, type EnvironmentConfig, exampleLines } from '../config';
import { type Backend } from '../definition';
import { environmentNames, environmentOf } from '../definition/environments';
import { Artifacts } from './artifacts';
import { literal } from './constructs/literal';
import { newApp } from './new-app';
import { copyHashes, lockFile } from './provider-lock';
import { turnlift } from './turnlift';

/**
 * Blocks the deployment of an environment whose settings are still placeholders: Terraform refuses to plan
 * its stacks, with the line to edit. The synthesized files can still be inspected and rehearsed.
 */
export function refuseExamples(app: App, root: string, environments: readonly EnvironmentConfig[]): void {
  for (const config of environments) {
    const [first] = exampleLines(root, config);
    if (first === undefined) continue;
    for (const stack of app.node.children.filter((node) => node instanceof TerraformStack))
      if (stack.node.id.startsWith(`${config.environment}-`))
        // cdktf 0.21 does not write the output's own setting for it. The condition is always false; it must
        // refer to something.
        new TerraformOutput(stack, 'settings', { value: 'examples' }).addOverride('precondition', {
          condition: '${terraform.workspace == ""}',
          error_message: literal(first),
        });
  }
}

/**
 * Writes the deployable files: every given environment, with the rules for all, placeholders blocked, and the
 * provider's hashes where they are kept (docs/deploying.md). Files that Terraform downloaded are kept.
 * @param root the project's folder, with build/
 * @param out output folder: cdktf.out
 * @param environments default: all of the backend's in the cloud
 * @returns one line for each stack of these environments that was written there before and is not any more,
 *   and for what needs a look
 * @throws Error with one line that names the file and the fix, for anything that could not be deployed
 */
export function synthesize(
  root: string,
  out: string,
  backend: Backend,
  environments: readonly EnvironmentConfig[] = environmentNames(backend).map((name) =>
    environmentOf(backend, name),
  ),
): readonly string[] {
  const warnings = [
    ...compareEnvironments(withOthers(backend, environments)),
    ...alarmsWithoutReader(environments),
  ];
  const stacks = path.join(out, 'stacks');
  // Earlier output must not be deployed together with the new output.
  for (const stack of fs.existsSync(stacks) ? fs.readdirSync(stacks) : []) {
    // `out` may be any folder: what does not have the file of a stack is not output of synth.
    if (!fs.existsSync(path.join(stacks, stack, 'cdk.tf.json'))) continue;
    for (const written of ['cdk.tf.json', 'assets', lockFile])
      fs.rmSync(path.join(stacks, stack, written), { recursive: true, force: true });
  }
  const artifacts = new Artifacts(path.join(root, 'build'));
  const app = turnlift(newApp(root, out), root, backend, environments, artifacts);
  refuseExamples(app, root, environments);
  app.synth();
  copyHashes(root, stacks);
  const left = environments.flatMap(({ environment }) =>
    fs
      .readdirSync(stacks)
      .filter((stack) => stack.startsWith(`${environment}-`))
      .filter((stack) => !fs.existsSync(path.join(stacks, stack, 'cdk.tf.json')))
      .map(
        (stack) =>
          `${stack} is not in the configuration any more. If it was deployed, it stays in AWS and ` +
          `costs: npm run deploy-stacks -- destroy --env ${environment} --undeclared takes it down`,
      ),
  );
  return [...warnings, ...artifacts.warnings, ...left];
}

/** One line where alarms, and the budget's warnings, are sent to no address. */
function alarmsWithoutReader(environments: readonly EnvironmentConfig[]): readonly string[] {
  const files = environments
    .filter(({ operations }) => operations.alarmEmail === undefined)
    .map(({ environment }) => `game/environments/${environment}.ts`);
  return files.length === 0
    ? []
    : [
        `${files.join(', ')}: operations.alarmEmail is not set: alarms and the budget's warnings are ` +
          'sent to no address, and are seen in CloudWatch and in the bill only',
      ];
}

/** The given environments, and those of the backend besides them that are valid. */
function withOthers(
  backend: Backend,
  environments: readonly EnvironmentConfig[],
): readonly EnvironmentConfig[] {
  const given = environments.map(({ environment }) => environment);
  const others = environmentNames(backend)
    .filter((name) => !given.includes(name))
    .flatMap((name) => {
      try {
        return [environmentOf(backend, name)];
      } catch (error) {
        // An invalid environment is refused when it is synthesized itself.
        if (error instanceof ConfigError) return [];
        throw error;
      }
    });
  return [...environments, ...others];
}
