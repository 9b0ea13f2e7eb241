import { destroyEnvironment, type DestroyOutcome } from '../deploy/destroy';
import { fleetsLeft } from '../deploy/fleets-left';
import { undeclaredStacks } from '../deploy/undeclared';
import { Names } from '../../templates';
import { partOf, synthesizedStacks } from '../synthesized';
import { gameLiftClient } from './findings';
import { type TerraformStage } from './stage';

/** The local GameLift of each Region that has fleets, by the Region's name. */
export type GameLiftUrls = ReadonlyMap<string, string>;

/**
 * Takes the environment down by the code of `deploy-stacks destroy`, after everything optional was removed
 * from its configuration. The stacks of the page are not declared any more, and fleets of a further Region
 * are left in the state alone.
 * @param folder the rehearsal's folder
 */
export async function destroyRehearsed(
  stage: TerraformStage,
  folder: string,
  gamelifts: GameLiftUrls,
): Promise<void> {
  const { workspace } = stage;
  const whole = workspace.config;
  workspace.removeOptional();
  try {
    await destroyDeclared(stage, folder, gamelifts);
  } finally {
    // The roles of CI are compared with the calls of the whole environment.
    workspace.config = whole;
  }
}

async function destroyDeclared(
  stage: TerraformStage,
  folder: string,
  gamelifts: GameLiftUrls,
): Promise<void> {
  const { workspace, report } = stage;
  workspace.synth();
  const { config } = workspace;
  const { environment } = config;
  const declared = synthesizedStacks(workspace.out, environment);
  const undeclared = undeclaredStacks(folder, config, declared);
  stage.override([...declared, ...undeclared]);
  const fleetsNamed = (managed: readonly string[]): ReturnType<typeof fleetsLeft> =>
    fleetsLeft({
      prefix: `${new Names(config).prefix}-`,
      managed,
      regions: [...gamelifts.keys()],
      clientOf: (region) => gameLiftClient(region, gamelifts.get(region) ?? ''),
    });
  const said: string[] = [];
  const destroy = (): Promise<DestroyOutcome> => {
    said.length = 0;
    return destroyEnvironment(
      {
        config,
        stacks: [...undeclared, ...declared.filter((stack) => partOf(stack) !== 'state')],
        scope: 'all',
        yes: environment,
      },
      {
        terraformOf: (stack) => stage.terraform(stack, 'destroy'),
        fleetsLeft: fleetsNamed,
        // The rehearsal has one environment.
        signInBy: () => Promise.resolve([]),
        say: (line) => said.push(line),
        progress: (line) => report.step(line),
      },
    );
  };
  if ((await destroy()) !== 'gone') throw new Error(said.join('\n'));
  const order = said.filter((line) => /^ {2}\d\. /.test(line)).map((line) => line.trim());
  const fleets = await fleetsNamed([]);
  if (fleets.length > 0) throw new Error(`fleets are left: ${JSON.stringify(fleets)}`);
  report.addProved(
    `${environment}: destroyed in the order ${order.join(' ')}; ${undeclared.length} of the stacks ` +
      'were not declared any more, and no fleet is left',
  );
  if ((await destroy()) !== 'gone' || !said.some((line) => line.startsWith('nothing of ')))
    throw new Error(`a second destruction found something: ${said.join('\n')}`);
  report.addProved(`${environment}: a second destruction finds nothing and changes nothing`);
}
