import fs from 'node:fs';
import path from 'node:path';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { type EnvironmentConfig, environmentNames, environmentOf, exampleLines } from './config';
import {
  addHouseRules,
  ApiStack,
  Artifacts,
  DataStack,
  DeliveryStack,
  MatchmakingStack,
  OperationsStack,
  readRuleSet,
  RealtimeStack,
  StateStack,
} from './stacks';

/** One environment: a line a stack, in the order of deployment. */
function environment(app: App, config: EnvironmentConfig, artifacts: Artifacts, ruleSets: string): void {
  const ruleSet = readRuleSet(ruleSets, config.matchmaking.ruleSet);
  new StateStack(app, config);
  const data = new DataStack(app, config);
  const realtime = new RealtimeStack(app, config, artifacts);
  new MatchmakingStack(app, config, artifacts, realtime, ruleSet);
  const api = new ApiStack(app, config, artifacts, data);
  new OperationsStack(app, config, realtime, api, ruleSet);
  new DeliveryStack(app, config);
}

/**
 * Lets nobody deploy an environment whose settings are still examples: Terraform refuses to plan its stacks,
 * with the line to edit. What is synthesized can be looked at and rehearsed all the same.
 */
export function refuseExamples(app: App, root: string, environments: readonly EnvironmentConfig[]): void {
  for (const config of environments) {
    const [first] = exampleLines(root, config);
    if (first === undefined) continue;
    for (const stack of app.node.children.filter((node) => node instanceof TerraformStack))
      if (stack.node.id.startsWith(`${config.environment}-`))
        // The output's own setting for it is not written by cdktf 0.21. Never so; a condition must name something.
        new TerraformOutput(stack, 'settings', { value: 'examples' }).addOverride('precondition', {
          condition: '${terraform.workspace == ""}',
          error_message: first,
        });
  }
}

/**
 * The whole app: every environment given, with the rules that hold for all.
 * @param root the project's folder, with build/ and matchmaking/rule-sets/
 * @throws Error with one line that names the file and the fix, for whatever would not deploy
 */
export function turnlift(
  app: App,
  root: string,
  environments: readonly EnvironmentConfig[] = environmentNames.map(environmentOf),
): App {
  const artifacts = new Artifacts(path.join(root, 'build'));
  for (const config of environments)
    environment(app, config, artifacts, path.join(root, 'matchmaking', 'rule-sets'));
  addHouseRules(app);
  return app;
}

function projectRoot(folder: string): string {
  return fs.existsSync(path.join(folder, 'package.json')) ? folder : projectRoot(path.dirname(folder));
}

// What is deployed is synthesized by tools/synth.ts, which builds first; this is for the comparison with cdktn.
if (require.main === module) {
  try {
    turnlift(new App(), projectRoot(__dirname)).synth();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
