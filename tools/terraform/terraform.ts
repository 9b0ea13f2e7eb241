import { type ChildProcess, spawn, spawnSync, type SpawnOptions } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { outlive, ownGroup, refuseWhenInterrupted } from './interruption';

/** A provider that needs no download: a folder for `terraform init -plugin-dir`. */
export interface ProviderMirror {
  readonly folder: string;
  /** Version of hashicorp/aws in it. */
  readonly awsVersion: string;
}

export interface TerraformRun {
  readonly code: number;
  /** Its output on stdout and then on stderr, without colours. */
  readonly output: string;
  readonly stdout: string;
  readonly seconds: number;
}

/** A resource that an apply created, changed or destroyed, and how long that took. */
export interface AppliedResource {
  readonly address: string;
  readonly seconds: number;
}

/**
 * The slowest resources of an apply, longest first; from its own lines, such as `aws_x.y: Creation complete
 * after 1m2s [id=z]`.
 */
export function longest({ stdout }: TerraformRun): readonly AppliedResource[] {
  return [
    ...stdout.matchAll(
      /^(\S+): (?:Creation|Modifications|Destruction) complete after (?:(\d+)h)?(?:(\d+)m)?(\d+)s/gm,
    ),
  ]
    .map(([, address = '', hours = '0', minutes = '0', seconds = '0']) => ({
      address,
      seconds: Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds),
    }))
    .sort((a, b) => b.seconds - a.seconds);
}

/** A failed Terraform command. */
export class TerraformFailed extends Error {
  constructor(
    readonly command: string,
    readonly run: TerraformRun,
  ) {
    const errors = run.output
      .split('\n')
      .map((line) => line.replace(/^[│╷╵\s]+/, '').trimEnd())
      .filter((line) => line !== '');
    const first = errors.findIndex((line) => line.startsWith('Error'));
    super(
      `terraform ${command} ` +
        `failed:\n${errors.slice(Math.max(0, first), first < 0 ? 30 : first + 30).join('\n')}`,
    );
  }
}

/** @returns the version, such as `1.11.4`, or undefined when there is no terraform on the PATH */
export function terraformVersion(): string | undefined {
  const { stdout, status } = spawnSync('terraform', ['version', '-json'], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const parsed: unknown = JSON.parse(stdout);
  return parsed !== null &&
    typeof parsed === 'object' &&
    'terraform_version' in parsed &&
    typeof parsed.terraform_version === 'string'
    ? parsed.terraform_version
    : undefined;
}

/** @throws Error when there is no terraform on the PATH */
export function requireTerraform(): void {
  if (terraformVersion() === undefined)
    throw new Error(
      'terraform is not on the PATH: install 1.11 or newer ' +
        '(https://developer.hashicorp.com/terraform/install)',
    );
}

/**
 * The AWS provider in a plugin folder.
 * @param folder as TURNLIFT_TERRAFORM_PLUGIN_DIR names it
 * @returns undefined when it holds none
 */
export function providerMirror(folder: string | undefined): ProviderMirror | undefined {
  if (folder === undefined || folder === '') return undefined;
  const versions = path.join(folder, 'registry.terraform.io', 'hashicorp', 'aws');
  if (!fs.existsSync(versions)) return undefined;
  const newest = fs
    .readdirSync(versions)
    .filter((name) => /^\d+\.\d+\.\d+$/.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1);
  return newest === undefined ? undefined : { folder, awsVersion: newest };
}

/** The state in the form of `terraform state pull`. */
const state = z.looseObject({
  resources: z.array(z.looseObject({ mode: z.string(), instances: z.array(z.unknown()) })).default([]),
});

/** Settles once the last `init` that was asked for has ended. */
let lastInit: Promise<unknown> = Promise.resolve();

/**
 * Runs one `init` after another. Terraform does not guard the folder of TF_PLUGIN_CACHE_DIR: an `init` that
 * finds a provider there which another one is still writing fails on its checksum.
 */
function afterOtherInits(init: () => Promise<TerraformRun>): Promise<TerraformRun> {
  const run = lastInit.then(init, init);
  lastInit = run;
  return run;
}

/** Terraform in one folder. */
export class Terraform {
  readonly #mirror: ProviderMirror | undefined;
  readonly #environment: Readonly<Record<string, string>>;

  /** @param environment added to the environment of every command: credentials, endpoints */
  constructor(
    readonly folder: string,
    mirror: ProviderMirror | undefined,
    environment: Readonly<Record<string, string>> = {},
  ) {
    this.#mirror = mirror;
    this.#environment = environment;
  }

  /** Waits for every other `init` of this process. @throws TerraformFailed */
  init(...extra: readonly string[]): Promise<TerraformRun> {
    // Terraform refuses a cache of providers whose folder does not exist.
    const cache = this.#environment['TF_PLUGIN_CACHE_DIR'] ?? process.env['TF_PLUGIN_CACHE_DIR'] ?? '';
    if (cache !== '') fs.mkdirSync(cache, { recursive: true });
    return afterOtherInits(() =>
      this.#must([
        'init',
        '-input=false',
        '-no-color',
        ...(this.#mirror === undefined ? [] : [`-plugin-dir=${this.#mirror.folder}`]),
        ...extra,
      ]),
    );
  }

  /** @throws TerraformFailed */
  validate(): Promise<TerraformRun> {
    return this.#must(['validate', '-no-color']);
  }

  /**
   * @param file where the plan is written, in the folder
   * @returns whether anything would change
   * @throws TerraformFailed
   */
  async plan(
    file: string,
    ...extra: readonly string[]
  ): Promise<{ readonly changes: boolean; readonly run: TerraformRun }> {
    const run = await this.run([
      'plan',
      '-input=false',
      '-no-color',
      '-detailed-exitcode',
      `-out=${file}`,
      ...extra,
    ]);
    if (run.code !== 0 && run.code !== 2) throw new TerraformFailed('plan', run);
    return { changes: run.code === 2, run };
  }

  /** @throws TerraformFailed */
  apply(file: string): Promise<TerraformRun> {
    return this.#must(['apply', '-input=false', '-no-color', file]);
  }

  /** The plan in the form of `terraform show -json`. @throws TerraformFailed */
  async showPlan(file: string): Promise<string> {
    return (await this.#must(['show', '-json', file])).stdout;
  }

  /** The plan for people, without secrets. @throws TerraformFailed */
  async showPlanText(file: string): Promise<string> {
    return (await this.#must(['show', '-no-color', file])).stdout;
  }

  /**
   * The number of resources in the state.
   * @returns undefined when the folder's stack was never applied, not even in part
   * @throws TerraformFailed
   */
  async resourceCount(): Promise<number | undefined> {
    const { stdout } = await this.#must(['state', 'pull']);
    if (stdout.trim() === '') return undefined;
    return state
      .parse(JSON.parse(stdout))
      .resources.filter(({ mode }) => mode === 'managed')
      .reduce((sum, { instances }) => sum + instances.length, 0);
  }

  /** Values of the outputs that are strings. @throws TerraformFailed */
  async outputs(): Promise<Readonly<Record<string, string>>> {
    const parsed: unknown = JSON.parse((await this.#must(['output', '-json'])).stdout);
    if (parsed === null || typeof parsed !== 'object') return {};
    return Object.fromEntries(
      Object.entries(parsed).flatMap(([name, output]: [string, unknown]) =>
        output !== null && typeof output === 'object' && 'value' in output && typeof output.value === 'string'
          ? [[name, output.value]]
          : [],
      ),
    );
  }

  /**
   * Runs a command to its end; a failed command does not throw. Its output goes to files, not to pipes: it
   * works to its end even if this process is killed.
   * @throws Interrupted when a signal has arrived before
   */
  async run(args: readonly string[]): Promise<TerraformRun> {
    const started = process.hrtime.bigint();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-terraform-'));
    const [out, err] = [path.join(folder, 'stdout'), path.join(folder, 'stderr')];
    const files = [out, err].map((file) => fs.openSync(file, 'w', 0o600));
    try {
      const code = await new Promise<number>((resolve, reject) => {
        const child = this.#spawn((options) =>
          spawn('terraform', [...args], { ...options, stdio: ['ignore', ...files] }),
        );
        child.on('error', reject);
        child.on('close', (status) => resolve(status ?? 1));
      });
      const stdout = fs.readFileSync(out, 'utf8');
      return {
        code,
        output: stdout + fs.readFileSync(err, 'utf8'),
        stdout,
        seconds: Number(process.hrtime.bigint() - started) / 1e9,
      };
    } finally {
      for (const file of files) fs.closeSync(file);
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Starts a command; the caller handles its end and its stdin. @throws Interrupted */
  start(args: readonly string[]) {
    return this.#spawn((options) => spawn('terraform', [...args], { ...options, stdio: 'pipe' }));
  }

  #spawn<Child extends ChildProcess>(begin: (options: SpawnOptions) => Child): Child {
    refuseWhenInterrupted();
    const environment: NodeJS.ProcessEnv = {
      ...process.env,
      TF_IN_AUTOMATION: '1',
      CHECKPOINT_DISABLE: '1',
      ...this.#environment,
    };
    // A missing file would cause a warning in every command's output.
    if (environment['TF_CLI_CONFIG_FILE'] !== undefined && !fs.existsSync(environment['TF_CLI_CONFIG_FILE']))
      delete environment['TF_CLI_CONFIG_FILE'];
    return outlive(() =>
      begin({ cwd: this.folder, env: environment, detached: ownGroup, windowsHide: true }),
    );
  }

  async #must(args: readonly string[]): Promise<TerraformRun> {
    const run = await this.run(args);
    if (run.code !== 0) throw new TerraformFailed(args[0] ?? '', run);
    return run;
  }
}
