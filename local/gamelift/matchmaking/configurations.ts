import { type Context } from '../context';
import { notFound } from '../faults';
import { type Collection } from '../state/collection';
import { readRuleSet, type EngineRuleSet } from './engine';
import { type ConfigurationRow, type RuleSetRow } from './rows';

/** Matchmaking configurations and the rule sets that they name. A rule set is parsed once. */
export class Configurations {
  readonly ruleSets: Collection<RuleSetRow>;
  readonly rows: Collection<ConfigurationRow>;
  readonly #parsed = new Map<string, EngineRuleSet>();

  constructor({ state }: Pick<Context, 'state'>) {
    this.ruleSets = state.collection('ruleSets');
    this.rows = state.collection('matchmakingConfigurations');
  }

  get(name: string): ConfigurationRow | undefined {
    return this.rows.get(name);
  }

  /**
   * The validated rule set of a configuration.
   * @throws GameLiftFault NotFoundException when the configuration outlived its rule set
   */
  ruleSet({ ruleSetName }: ConfigurationRow): EngineRuleSet {
    const known = this.#parsed.get(ruleSetName);
    if (known !== undefined) return known;
    const row = this.ruleSets.get(ruleSetName);
    if (row === undefined) throw notFound(`Matchmaking rule set ${ruleSetName} not found.`);
    const parsed = readRuleSet(row.body);
    this.#parsed.set(ruleSetName, parsed);
    return parsed;
  }

  /** Called when a rule set is deleted, because its name can be reused. */
  forgetRuleSet(name: string): void {
    this.#parsed.delete(name);
  }
}
