import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { gameName } from '../../core/ids';
import { type Backend, defaultMatchmaking } from '../../definition';
import { createLocalGameLift, type LocalGameLift } from '../../local/gamelift';
import { summarizePlan } from '../plan-summary/summary';
import { asMarkdown } from '../plan-summary/markdown';
import { readManifest, type SynthesizedStack } from '../synthesized';
import { bootstrapState } from '../terraform/bootstrap';
import { longest, type ProviderMirror, Terraform } from '../terraform/terraform';
import { type Emulator } from './emulator';
import { type AppliedBackend, EventRelay, playOneMatch, startFunctions } from './match';
import { overrideFile, type RehearsalEndpoints, writeOverrides } from './overrides';
import { type Report } from './report';
import { Workspace } from './workspace';

export interface RehearsalOptions {
  readonly root: string;
  readonly backend: Backend;
  /** Scratch folder. */
  readonly folder: string;
  readonly environment: string;
  readonly mirror: ProviderMirror | undefined;
  readonly emulator: Emulator | undefined;
  readonly game: string;
  /** Where the plans are kept as `terraform show -json` gives them; absent: nowhere. */
  readonly keepPlans?: string;
}

/**
 * Parts that are applied side by side, since they mostly wait; each after those whose state it reads.
 * Destroyed the other way round.
 */
const waves: ReadonlyArray<readonly string[]> = [
  ['data', 'realtime'],
  ['matchmaking', 'api'],
  ['operations', 'delivery'],
];

/**
 * Terraform on what was synthesized: init, validate, plan, and with an emulator apply in order, a second
 * plan, a match, a changed rule set and a changed script, destroy. Every finding goes to the report; only the
 * unexpected is thrown.
 */
export async function rehearse(options: RehearsalOptions, report: Report): Promise<void> {
  const workspace = new Workspace(options.root, options.backend, options.folder, options.environment);
  workspace.synth();
  report.differs([
    "fleets have no TLS here (certificate DISABLED): the local fleet's certificate is nobody's to trust",
  ]);
  report.proved(
    `synth: ${readManifest(workspace.out).length} stacks of ${options.environment}; rule set validated, script loaded, names within limits`,
  );
  const rehearsal = new Rehearsal(options, report, workspace);
  if (options.emulator === undefined) {
    report.could(
      'plan, apply, locks, a match, changes, destroy: no AWS emulator (put moto_server on the PATH, or its URL into TURNLIFT_AWS_EMULATOR)',
    );
    await rehearsal.validateOnly();
    return;
  }
  await rehearsal.everything(options.emulator);
}

class Rehearsal {
  readonly #options: RehearsalOptions;
  readonly #report: Report;
  readonly #workspace: Workspace;

  constructor(options: RehearsalOptions, report: Report, workspace: Workspace) {
    this.#options = options;
    this.#report = report;
    this.#workspace = workspace;
  }

  /** Without an emulator there is no state to read: schema and references can still be checked. */
  async validateOnly(): Promise<void> {
    for (const stack of readManifest(this.#workspace.out)) {
      const local = {
        terraform: {
          backend: { local: {} },
          ...(this.#options.mirror === undefined
            ? {}
            : { required_providers: { aws: { version: this.#options.mirror.awsVersion } } }),
        },
      };
      fs.writeFileSync(path.join(stack.folder, overrideFile), JSON.stringify(local));
      const terraform = new Terraform(stack.folder, this.#options.mirror);
      await terraform.init('-backend=false');
      const run = await terraform.run(['validate', '-no-color']);
      if (run.code === 0) this.#report.proved(`${stack.name}: valid`);
      else if (/nodejs24\.x/.test(run.said))
        this.#report.could(
          `${stack.name}: AWS provider ${this.#options.mirror?.awsVersion} does not know nodejs24.x`,
        );
      else this.#report.failed(`${stack.name}: ${run.said.trim()}`);
    }
  }

  async everything(emulator: Emulator): Promise<void> {
    const { config } = this.#workspace;
    // The local GameLift fetches the script from the bucket that Terraform put it into.
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_S3: emulator.url,
      AWS_ACCESS_KEY_ID: 'rehearsal',
      AWS_SECRET_ACCESS_KEY: 'rehearsal',
      AWS_REGION: config.region,
    });
    const relay = new EventRelay();
    const gamelift = await createLocalGameLift({
      region: config.region,
      account: emulator.account,
      hosting: 'local',
      eventSink: relay.sink,
      fleetEnvironment: {
        AWS_REGION: config.region,
        AWS_ACCESS_KEY_ID: 'rehearsal',
        AWS_SECRET_ACCESS_KEY: 'rehearsal',
        AWS_ENDPOINT_URL_DYNAMODB: emulator.url,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    });
    try {
      await this.#deployed(emulator, gamelift, relay);
    } finally {
      relay.to(undefined);
      await gamelift.close();
    }
  }

  async #deployed(emulator: Emulator, gamelift: LocalGameLift, relay: EventRelay): Promise<void> {
    const endpoints: RehearsalEndpoints = {
      emulator: emulator.url,
      account: emulator.account,
      gamelift: { api: gamelift.url, cloudformation: gamelift.url },
      awsProviderVersion: this.#options.mirror?.awsVersion ?? '6.25.0',
    };
    const stacks = readManifest(this.#workspace.out);
    const applied: SynthesizedStack[] = [];
    for (const stack of stacks)
      this.#report.differs(writeOverrides(this.#workspace.out, stack.name, endpoints));
    for (const stack of stacks.filter(({ name }) => name.endsWith('-state'))) await this.#bootstrap(stack);
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
        this.#report.failed(`${name}: not applied`);
    const playable = ['data', 'realtime', 'matchmaking', 'api'].every((part) =>
      applied.some(({ name }) => name.endsWith(`-${part}`)),
    );
    if (playable) {
      await this.#attempt('a match on what was applied', () => this.#match(emulator, gamelift, relay));
      await this.#attempt('a change of rule set and script', () => this.#change(stacks, endpoints));
      await this.#attempt('what must be loud in a review', () => this.#loudness(stacks, endpoints));
      await this.#attempt('a match after the change', () => this.#match(emulator, gamelift, relay));
    } else {
      this.#report.could(
        'a match on what was applied, and changes to it: data, realtime, matchmaking and api were not all applied',
      );
    }
    for (const wave of [...waves].reverse()) {
      await Promise.all(
        applied
          .filter(({ name }) => wave.some((part) => name.endsWith(`-${part}`)))
          .map((stack) =>
            this.#attempt(`${stack.name}: destroyed`, async () => {
              await this.#terraform(stack).destroy();
              this.#report.proved(`${stack.name}: destroyed`);
            }),
          ),
      );
    }
    this.#report.could(
      "AWS itself: times and order of CloudFormation, IAM propagation, quotas, the authorizer's look at its issuer; and the state bucket's destruction, which prevent_destroy refuses",
    );
  }

  async #attempt(what: string, action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.#report.failed(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }

  async #bootstrap(stack: SynthesizedStack): Promise<void> {
    const keep = path.join(this.#options.folder, 'bootstrap');
    const terraform = this.#terraform(stack);
    await bootstrapState(terraform, keep, (line) => this.#report.step(line));
    const again = await bootstrapState(terraform, keep, () => undefined);
    if (again === 'unchanged')
      this.#report.proved(
        `${stack.name}: the state bucket holds its own state; bootstrapping again changes nothing`,
      );
    else this.#report.failed(`${stack.name}: bootstrapping again was ${again}`);
  }

  async #apply(stack: SynthesizedStack): Promise<void> {
    const terraform = this.#terraform(stack);
    this.#report.step(`${stack.name}: init, validate, plan`);
    await terraform.init();
    await terraform.validate();
    const { changes } = await terraform.plan('rehearsal.tfplan');
    if (!changes) throw new Error('the first plan has nothing to do');
    await this.#keep(stack, 'create');
    if (stack.name.endsWith('-data')) await this.#lockHeld(stack);
    this.#report.step(`${stack.name}: apply`);
    const run = await terraform.apply('rehearsal.tfplan');
    const [slowest] = longest(run);
    await this.#nothingLeft(stack);
    this.#report.proved(
      `${stack.name}: valid, planned, applied in ${run.seconds.toFixed(0)} s${slowest === undefined ? '' : ` (longest: ${slowest.address}, ${slowest.seconds} s)`}, and the second plan is empty`,
    );
  }

  /** A first apply waits for approval and holds the lock; a second must be refused. */
  async #lockHeld(stack: SynthesizedStack): Promise<void> {
    const terraform = this.#terraform(stack);
    const holder = terraform.start(['apply', '-no-color', '-input=true']);
    const ended = new Promise<void>((resolve) => holder.on('close', () => resolve()));
    try {
      await new Promise<void>((resolve, reject) => {
        let said = '';
        const hear = (chunk: Buffer): void => {
          said += chunk.toString();
          if (said.includes('Enter a value')) resolve();
        };
        holder.stdout.on('data', hear);
        holder.stderr.on('data', hear);
        holder.on('close', () =>
          reject(new Error(`the apply that should hold the lock ended: ${said.slice(-500)}`)),
        );
      });
      const second = await terraform.run(['plan', '-input=false', '-no-color', '-lock-timeout=0s']);
      if (second.code !== 0 && /Error acquiring the state lock/.test(second.said))
        this.#report.proved(`${stack.name}: while one apply holds the state's lock, another is refused`);
      else this.#report.failed(`${stack.name}: a second run was let in while the state was locked`);
    } finally {
      holder.stdin.end('no\n');
      await ended;
    }
  }

  async #nothingLeft(stack: SynthesizedStack): Promise<void> {
    const { changes, run } = await this.#terraform(stack).plan('second.tfplan');
    if (changes)
      throw new Error(
        `the second plan is not empty:\n${run.stdout.slice(run.stdout.indexOf('Terraform will perform')).slice(0, 2_000)}`,
      );
  }

  async #match(emulator: Emulator, gamelift: LocalGameLift, relay: EventRelay): Promise<void> {
    const backend: AppliedBackend = {
      variables: await this.#functionVariables(),
      bundlesFolder: path.join(this.#options.root, 'build', 'functions'),
      region: this.#workspace.config.region,
      emulator: emulator.url,
      gamelift: gamelift.url,
    };
    this.#report.step('playing a match on what was applied');
    const lambda = await startFunctions(backend);
    relay.to(lambda);
    try {
      const { matchId, commands, reason } = await playOneMatch(lambda.url, backend, {
        game: this.#options.game,
        seats: this.#seats(),
      });
      this.#report.proved(
        `a match was played on what Terraform applied: ${matchId}, ${commands} commands, ended by ${reason}; fleet, queue, FlexMatch, tables and secret are those of the stacks`,
      );
    } finally {
      relay.to(undefined);
      await lambda.close();
    }
  }

  /** Most seats of a match of the rehearsed game, in the matchmaking that its tickets go to. */
  #seats(): number {
    const matchmaking = defaultMatchmaking(this.#options.backend, gameName(this.#options.game));
    if (matchmaking === undefined) throw new Error(`${this.#options.game} is not a game of this backend`);
    return matchmaking.ruleSet.players.max;
  }

  async #functionVariables(): Promise<Record<string, string>> {
    const variables: Record<string, string> = {};
    for (const part of ['api', 'matchmaking']) {
      const stack = readManifest(this.#workspace.out).find(({ name }) => name.endsWith(`-${part}`));
      if (stack === undefined) continue;
      const { values } = appliedState.parse(
        JSON.parse((await this.#terraform(stack).run(['show', '-json'])).stdout),
      );
      for (const {
        type,
        values: { environment },
      } of values.root_module.resources)
        if (type === 'aws_lambda_function')
          for (const { variables: given } of environment ?? []) Object.assign(variables, given);
    }
    return variables;
  }

  async #change(stacks: readonly SynthesizedStack[], endpoints: RehearsalEndpoints): Promise<void> {
    const rule = this.#workspace.changeRuleSet();
    this.#workspace.changeScript();
    this.#workspace.synth();
    await Promise.all(
      stacks
        .filter(({ name }) => /-(realtime|matchmaking)$/.test(name))
        .map(async (stack) => {
          writeOverrides(this.#workspace.out, stack.name, endpoints);
          const terraform = this.#terraform(stack);
          const { changes } = await terraform.plan('rehearsal.tfplan');
          if (!changes) throw new Error(`${stack.name}: the change is not in the plan`);
          const plan = await terraform.showPlan('rehearsal.tfplan');
          await this.#keep(stack, 'change');
          const summary = summarizePlan(stack.name, plan);
          if (summary.loud.length > 0)
            throw new Error(
              `${stack.name}: the change would replace or remove: ${summary.loud.map(({ address }) => address).join(', ')}`,
            );
          this.#report.step(asMarkdown([summary]).split('\n').slice(0, 12).join('\n'));
          await terraform.apply('rehearsal.tfplan');
          await this.#nothingLeft(stack);
        }),
    );
    this.#report.proved(
      `a rule set (${rule}) and the script were changed: planned in place, applied, nothing replaced, the second plan is empty`,
    );
  }

  /**
   * Plans, applied by nobody: the summary must shout at a replaced fleet and at lost tables, and name what
   * more machines cost.
   */
  async #loudness(stacks: readonly SynthesizedStack[], endpoints: RehearsalEndpoints): Promise<void> {
    const realtime = stacks.find(({ name }) => name.endsWith('-realtime'));
    const data = stacks.find(({ name }) => name.endsWith('-data'));
    if (realtime === undefined || data === undefined)
      throw new Error('there is no realtime or no data stack');
    const summaryOf = async (
      stack: SynthesizedStack,
      what: string,
      ...extra: readonly string[]
    ): Promise<ReturnType<typeof summarizePlan>> => {
      writeOverrides(this.#workspace.out, stack.name, endpoints);
      await this.#terraform(stack).plan('rehearsal.tfplan', ...extra);
      await this.#keep(stack, what);
      return summarizePlan(stack.name, await this.#terraform(stack).showPlan('rehearsal.tfplan'));
    };
    this.#workspace.synth((fleet) => ({ ...fleet, instanceType: 'c5.xlarge' }));
    const [replaced, dropped] = await Promise.all([
      summaryOf(realtime, 'fleet-replaced'),
      summaryOf(data, 'tables-dropped', '-destroy'),
    ]);
    this.#workspace.synth((fleet) => ({
      ...fleet,
      locations: fleet.locations.map((place) => ({
        ...place,
        desired: place.desired + 1,
        maximum: place.maximum + 2,
      })),
    }));
    const grown = await summaryOf(realtime, 'fleet-grown');
    this.#workspace.synth();
    for (const stack of [realtime, data]) writeOverrides(this.#workspace.out, stack.name, endpoints);
    if (replaced.loud.length === 0) throw new Error('a replaced fleet was not loud');
    if (grown.loud.length > 0 || grown.costs.length === 0)
      throw new Error('more machines should be a cost, not a danger');
    if (dropped.loud.length === 0) throw new Error('dropped tables were not loud');
    this.#report.proved(
      `the plan summary is loud about a replaced fleet (${replaced.loud[0]?.why.split(';')[0] ?? ''}) and ${dropped.loud.length} dropped tables, and names the cost of more machines`,
    );
  }

  async #keep(stack: SynthesizedStack, what: string): Promise<void> {
    if (this.#options.keepPlans === undefined) return;
    fs.mkdirSync(this.#options.keepPlans, { recursive: true });
    fs.writeFileSync(
      path.join(this.#options.keepPlans, `${stack.name}.${what}.json`),
      await this.#terraform(stack).showPlan('rehearsal.tfplan'),
    );
  }

  #terraform(stack: SynthesizedStack): Terraform {
    return new Terraform(stack.folder, this.#options.mirror);
  }
}

const appliedState = z.looseObject({
  values: z.looseObject({
    root_module: z.looseObject({
      resources: z.array(
        z.looseObject({
          type: z.string(),
          values: z.looseObject({
            environment: z
              .array(z.looseObject({ variables: z.record(z.string(), z.string()).nullish() }))
              .nullish(),
          }),
        }),
      ),
    }),
  }),
});
