import path from 'node:path';
import { type EnvironmentConfig } from '../../config';
import { gameName } from '../../core/ids';
import { messageOf } from '../../core/message-of';
import { defaultMatchmaking } from '../../definition';
import { synthesizedStacks, type SynthesizedStack } from '../synthesized';
import { bootstrapState } from '../terraform/bootstrap';
import { longest } from '../terraform/terraform';
import { appliedVariables } from './applied-state';
import { destroyRehearsed, type GameLiftUrls } from './destruction';
import { type Emulator } from './emulator';
import { destinationsOf } from './findings';
import { type AppliedBackend, type EventRelay, playOneMatch, startAppliedFunctions } from './match';
import { type RehearsalOptions } from './options';
import { giveOwnNames } from './own-names';
import { type TerraformStage } from './stage';
import { changeInPlace, holdLock, reviewLoudPlans, tryProtection, addSecondRegion } from './trials';
import { unprovable } from './unproved';

/**
 * Parts that are applied in parallel, because they mostly wait. Each comes after the parts whose state it
 * reads, and after `delivery`, which holds the boundary of their roles.
 */
const waves: ReadonlyArray<readonly string[]> = [
  ['delivery', 'data', 'site'],
  ['realtime'],
  ['matchmaking', 'api'],
  ['operations', 'pages'],
];

/** The second Region of the rehearsal. */
export function furtherRegion(home: string): EnvironmentConfig['region'] {
  return home === 'us-west-2' ? 'eu-west-1' : 'us-west-2';
}

/** One environment, from its first apply to its destruction. */
export class RehearsedEnvironment {
  readonly #options: RehearsalOptions;
  readonly #stage: TerraformStage;
  readonly #emulator: Emulator;
  readonly #gamelifts: GameLiftUrls;
  readonly #relay: EventRelay;

  constructor(
    options: RehearsalOptions,
    stage: TerraformStage,
    emulator: Emulator,
    gamelifts: GameLiftUrls,
    relay: EventRelay,
  ) {
    this.#options = options;
    this.#stage = stage;
    this.#emulator = emulator;
    this.#gamelifts = gamelifts;
    this.#relay = relay;
  }

  async run(): Promise<void> {
    const { report, workspace } = this.#stage;
    const stacks = synthesizedStacks(workspace.out);
    this.#stage.override(stacks);
    for (const stack of stacks.filter(({ name }) => name.endsWith('-state')))
      await this.#attempt(`${stack.name}: bootstrapped`, () => this.#bootstrap(stack));
    const applied = await this.#applyAll(stacks);
    const playable = ['data', 'realtime', 'matchmaking', 'api'].every((part) =>
      applied.some(({ name }) => name.endsWith(`-${part}`)),
    );
    if (playable) {
      await this.#attempt('a match on what was applied', () => this.#match());
      if (this.#options.changes) await this.#change(stacks);
      else
        report.addUnproved(
          'changes, a second Region, names of its own, loud reviews: --no-changes left them out',
        );
    } else {
      report.addUnproved(
        'a match on what was applied, and changes to it: data, realtime, matchmaking and api were not ' +
          'all applied',
      );
    }
    if (workspace.config.data.deletionProtection)
      await this.#attempt('tables that are protected', () => tryProtection(this.#stage, stacks));
    await this.#attempt('the destruction', () =>
      destroyRehearsed(this.#stage, this.#options.folder, this.#gamelifts),
    );
    for (const line of unprovable) report.addUnproved(line);
  }

  /** The local GameLift of the home Region. */
  get #home(): string {
    return this.#gamelifts.get(this.#stage.workspace.config.region) ?? '';
  }

  /** Typical changes that developers make, on the applied stacks. */
  async #change(stacks: readonly SynthesizedStack[]): Promise<void> {
    const { workspace } = this.#stage;
    await this.#attempt('a change of rule set, script, function and page', () =>
      changeInPlace(this.#stage, stacks),
    );
    await this.#attempt('a second Region', () =>
      addSecondRegion(this.#stage, stacks, furtherRegion(workspace.config.region), (queue) =>
        destinationsOf(queue, { region: workspace.config.region, url: this.#home }),
      ),
    );
    await this.#attempt('names of its own', () => giveOwnNames(this.#stage, stacks, this.#emulator.url));
    await this.#attempt('what must be loud in a review', () => reviewLoudPlans(this.#stage, stacks));
    await this.#attempt('a match after the change', () => this.#match());
  }

  async #applyAll(stacks: readonly SynthesizedStack[]): Promise<readonly SynthesizedStack[]> {
    const applied: SynthesizedStack[] = [];
    for (const wave of waves) {
      const next = stacks.filter(
        (stack) =>
          wave.some((part) => stack.name.endsWith(`-${part}`)) &&
          stack.dependencies.every((needed) => applied.some(({ name }) => name === needed)),
      );
      await Promise.all(
        next.map(async (stack) => {
          if (await this.#attempt(`${stack.name}: applied`, () => this.#apply(stack))) applied.push(stack);
        }),
      );
    }
    for (const { name } of stacks)
      if (!name.endsWith('-state') && !applied.some((stack) => stack.name === name))
        this.#stage.report.addFailure(`${name}: not applied`);
    return applied;
  }

  async #attempt(what: string, action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.#stage.report.addFailure(`${what}: ${messageOf(error)}`);
      return false;
    }
  }

  async #bootstrap(stack: SynthesizedStack): Promise<void> {
    const { report } = this.#stage;
    const keep = path.join(this.#options.folder, 'bootstrap');
    const terraform = this.#stage.terraform(stack, 'bootstrap');
    await bootstrapState(terraform, keep, (line) => report.step(line));
    const again = await bootstrapState(this.#stage.terraform(stack, 'plan'), keep, () => undefined);
    if (again === 'unchanged')
      report.addProved(
        `${stack.name}: the state bucket holds its own state; bootstrapping again changes nothing`,
      );
    else report.addFailure(`${stack.name}: bootstrapping again was ${again}`);
  }

  async #apply(stack: SynthesizedStack): Promise<void> {
    const { report } = this.#stage;
    const planning = this.#stage.terraform(stack, 'plan');
    report.step(`${stack.name}: init, plan`);
    await planning.init();
    // A plan also validates: a separate validation would load the provider once more.
    const { changes } = await planning.plan('rehearsal.tfplan');
    if (!changes) throw new Error('the first plan has nothing to do');
    await this.#stage.keep(stack, 'create');
    if (stack.name.endsWith('-data')) await holdLock(this.#stage, stack);
    report.step(`${stack.name}: apply`);
    const run = await this.#stage.terraform(stack, 'apply').apply('rehearsal.tfplan');
    const [slowest] = longest(run);
    await this.#stage.checkNothingLeft(stack);
    report.addProved(
      `${stack.name}: valid, planned, applied in ${run.seconds.toFixed(0)} ` +
        `s${slowest === undefined ? '' : ` (longest: ${slowest.address}, ${slowest.seconds} s)`}, and ` +
        'the second plan is empty',
    );
  }

  async #match(): Promise<void> {
    const { report, workspace } = this.#stage;
    const backend: AppliedBackend = {
      variables: await appliedVariables(this.#stage),
      bundlesFolder: path.join(this.#options.root, 'build', 'functions'),
      region: workspace.config.region,
      emulator: this.#emulator.url,
      gamelift: this.#home,
    };
    report.step('playing a match on what was applied');
    const lambda = await startAppliedFunctions(backend);
    this.#relay.sendTo(lambda);
    try {
      const { matchId, commands, reason } = await playOneMatch(lambda.url, backend, {
        game: this.#options.game,
        seats: this.#seats(),
      });
      report.addProved(
        `a match was played on what Terraform applied: ${matchId}, ${commands} commands, ended by ` +
          `${reason}; fleet, queue, FlexMatch, tables and secret are those of the stacks`,
      );
    } finally {
      this.#relay.sendTo(undefined);
      await lambda.close();
    }
  }

  /** Maximum number of seats of a match of the rehearsed game, in the default matchmaking. */
  #seats(): number {
    const matchmaking = defaultMatchmaking(this.#options.backend, gameName(this.#options.game));
    if (matchmaking === undefined) throw new Error(`${this.#options.game} is not a game of this backend`);
    return matchmaking.ruleSet.players.max;
  }
}
