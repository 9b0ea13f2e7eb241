import fs from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { type EnvironmentConfig } from '../../config';
import { type Backend } from '../../definition';
import { environmentOf } from '../../definition/environments';
import { defineRuleSet } from '../../definition/rule-set';
import { newApp, turnlift } from '../../stacks';
import { deterministicZip } from '../build/zip';

type Fleet = EnvironmentConfig['realtime']['fleets'][string];

/**
 * A copy of the deployable files, so that a change can be rehearsed without touching the project: artifacts,
 * rule sets, synthesized stacks.
 */
export class Workspace {
  readonly out: string;
  config: EnvironmentConfig;
  #backend: Backend;

  /** @param root the project's folder, built */
  constructor(
    root: string,
    backend: Backend,
    readonly folder: string,
    environment: string,
  ) {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.cpSync(path.join(root, 'build'), path.join(folder, 'build'), { recursive: true });
    this.#backend = backend;
    this.out = path.join(folder, 'cdktf.out');
    this.config = withFleets(environmentOf(backend, environment), (fleet) => ({
      ...fleet,
      certificate: 'DISABLED',
    }));
  }

  /**
   * Synthesizes cdktf.out again, with every fleet unchanged or mapped; files that Terraform keeps in the
   * stacks' folders are kept.
   */
  synth(change: (fleet: Fleet) => Fleet = (fleet) => fleet): void {
    turnlift(newApp(this.folder, this.out), this.folder, this.#backend, [
      withFleets(this.config, change),
    ]).synth();
  }

  /** Removes the tables' protection, from the next synth on. */
  unprotect(): void {
    this.config = { ...this.config, data: { deletionProtection: false } };
  }

  /**
   * Puts a fleet `green` beside the first one and points its alias to it, or leaves green alone: the steps of
   * "A new fleet" in docs/operating.md.
   */
  switchToGreen(oldFleet: 'kept' | 'removed'): void {
    const { fleets, aliases } = this.config.realtime;
    const [[blue, fleet] = []] = Object.entries(fleets);
    if (blue === undefined || fleet === undefined) throw new Error('the environment has no fleet');
    const others = Object.fromEntries(Object.entries(fleets).filter(([name]) => name !== blue));
    this.config = {
      ...this.config,
      realtime: {
        ...this.config.realtime,
        fleets: { ...(oldFleet === 'kept' ? fleets : others), green: fleet },
        aliases: aliases.map((alias) => (alias.active === blue ? { ...alias, active: 'green' } : alias)),
      },
    };
  }

  /** Removes what an environment may have or not: the page to play on, and fleets of further Regions. */
  removeOptional(): void {
    this.config = { ...this.config, site: undefined, furtherRegions: [] };
  }

  /** A different script with the same behaviour. */
  changeScript(): void {
    const file = path.join(this.folder, 'build', 'realtime-server.zip');
    const files = unzipSync(fs.readFileSync(file));
    const entry = this.config.realtime.launchPath.replace(/^\/local\/game\//, '');
    fs.writeFileSync(
      file,
      deterministicZip({
        ...files,
        [entry]: Buffer.concat([Buffer.from(files[entry] ?? []), Buffer.from('\n// rehearsed change\n')]),
      }),
    );
  }

  /** The page with another main file, as left by a build after a change. */
  changePage(): void {
    const page = path.join(this.folder, 'build', 'pages', 'play');
    const assets = path.join(page, 'assets');
    const main = fs.readdirSync(assets).find((name) => /^main-\w+\.js$/.test(name));
    if (main === undefined) throw new Error(`${assets} holds no main-….js`);
    fs.renameSync(path.join(assets, main), path.join(assets, 'main-REHEARSE.js'));
    fs.appendFileSync(path.join(assets, 'main-REHEARSE.js'), '\n// rehearsed change\n');
    const index = path.join(page, 'index.html');
    fs.writeFileSync(index, fs.readFileSync(index, 'utf8').replaceAll(main, 'main-REHEARSE.js'));
  }

  /** A different version of a function with the same behaviour. */
  changeFunction(name: string): void {
    const file = path.join(this.folder, 'build', 'functions', `${name}.zip`);
    const files = unzipSync(fs.readFileSync(file));
    fs.writeFileSync(
      file,
      deterministicZip({
        ...files,
        'index.mjs': Buffer.concat([
          Buffer.from(files['index.mjs'] ?? []),
          Buffer.from('\n// rehearsed change\n'),
        ]),
      }),
    );
  }

  /**
   * Adds fleets in another Region, like the home Region's first with one location; from the next synth on.
   */
  addRegion(region: EnvironmentConfig['region']): void {
    const [name, fleet] = Object.entries(this.config.realtime.fleets)[0] ?? [];
    if (name === undefined || fleet === undefined) throw new Error('the environment has no fleet');
    this.config = {
      ...this.config,
      furtherRegions: [
        {
          region,
          fleets: {
            [name]: { ...fleet, locations: [{ location: region, minimum: 0, desired: 1, maximum: 1 }] },
          },
          aliases: [{ name: 'on-demand', active: name }],
        },
      ],
    };
  }

  /** Gives API and page, where there is one, names of a zone in Route 53, from the next synth on. */
  addNames(names: { readonly api: string; readonly site: string }, hostedZoneId: string): void {
    this.config = withOwnNames(this.config, names, hostedZoneId);
  }

  /** Loosens a rule slightly. @returns the change, for people */
  changeRuleSet(): string {
    const [first] = this.#backend.matchmakings.values();
    if (first === undefined) throw new Error('the backend has no matchmaking');
    const [body, changed] = wider(first.ruleSet.body);
    if (changed === undefined) throw new Error(`${first.ruleSet.file} has no number to change`);
    const ruleSet = defineRuleSet(JSON.parse(body), first.key);
    this.#backend = {
      ...this.#backend,
      matchmakings: new Map(this.#backend.matchmakings).set(first.key, { ...first, ruleSet }),
    };
    return changed;
  }
}

/** A rule set with the first of its limits raised, or else every step of its expansions delayed. */
function wider(body: string): readonly [body: string, changed: string | undefined] {
  const more = 50;
  let changed: string | undefined;
  const raise = (text: string, name: string, value: string): string => {
    const raised = Number(value) + more;
    changed ??= `${name} ${value} → ${raised}`;
    return text.replace(value, String(raised));
  };
  const limited = body.replace(/"(maxDistance|maxLatency)":(\d+)/, raise);
  if (changed !== undefined) return [limited, changed];
  // All steps, because each step of an expansion must come after the step before it.
  const later = body.replaceAll(/"(waitTimeSeconds)":(\d+)/g, raise);
  return [later, changed];
}

/** A configuration whose API and page have names of a zone in Route 53. */
export function withOwnNames(
  config: EnvironmentConfig,
  names: { readonly api: string; readonly site: string },
  hostedZoneId: string,
): EnvironmentConfig {
  const domain = (name: string) => ({ dns: 'route53', name, hostedZoneId }) as const;
  return {
    ...config,
    api: { ...config.api, domain: domain(names.api) },
    ...(config.site === undefined ? {} : { site: { ...config.site, domain: domain(names.site) } }),
  };
}

function withFleets(config: EnvironmentConfig, change: (fleet: Fleet) => Fleet): EnvironmentConfig {
  const fleets = Object.fromEntries(
    Object.entries(config.realtime.fleets).map(([name, fleet]) => [name, change(fleet)]),
  );
  return { ...config, realtime: { ...config.realtime, fleets } };
}
