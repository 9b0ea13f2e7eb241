import { at } from '../../at';
import { Roster } from '../../roster/unit';
import { type CompiledRule } from '../../rules/compiled-rule';
import { type Count } from '../budgets/budget';
import { type PoolEntry } from '../pool/entry';
import { type Kinds } from '../pool/kinds';
import { type Program, type Stage } from '../program/program';
import { contribution, type QuotaBounds } from '../program/quotas';

/** The stage of a match when another ticket joins: the newest or the oldest ticket gives the age. */
export function stageWith({ oldestAge }: Program, stage: number, entry: PoolEntry): number {
  return oldestAge ? Math.max(stage, entry.stage) : Math.min(stage, entry.stage);
}

/**
 * False when a rule has failed that no further ticket can satisfy, at every stage the match may still have.
 * Only rules that ignore the teams are evaluated.
 * @param topStage the oldest stage of any candidate; used when the oldest ticket gives the age
 */
export function isHopeful(
  { stages, oldestAge, work }: Program,
  roster: Roster,
  stage: number,
  topStage: number,
  count?: Count,
): boolean {
  const current = stages[stage];
  if (current === undefined) return false;
  for (let index = 0; index < current.rules.length; index += 1) {
    const rule = current.rules[index];
    if (rule === undefined || !rule.blind || rule.prune === undefined) continue;
    work.evaluated += 1;
    if (rule.prune(roster)) continue;
    let mended = false;
    const [from, to] = oldestAge ? [stage + 1, topStage] : [0, stage - 1];
    for (let other = from; other <= to && !mended; other += 1) {
      const variant = stages[other]?.rules[index];
      work.evaluated += 1;
      if (variant !== rule && (variant?.prune === undefined || variant.prune(roster))) mended = true;
    }
    if (mended) continue;
    count?.(index, false);
    return false;
  }
  return true;
}

/**
 * Whether a rule would fail for every assignment of some players to teams, as it fails for one of them. An
 * empty team gives no value. The teams decide in which order numbers are added, so a rule that fails by no
 * more than rounding may pass with other teams.
 */
export function refusesAllTeams(
  { rule, blind, measure }: CompiledRule,
  roster: Roster,
  { minPlayers }: Stage,
): boolean {
  if (!blind || rule.type !== 'distance' || minPlayers.some((least) => least === 0)) return false;
  const { slots, players } = roster;
  let largest = 1;
  for (const units of slots)
    for (const { numbers } of units)
      for (const value of numbers) largest = Math.max(largest, Math.abs(value));
  return measure(roster).gap > 1e-9 * largest * players;
}

/**
 * The tickets that a search has chosen so far. Rules that look only at the players of a match ignore the
 * teams, so all units are put on the first team.
 */
export class Chosen {
  readonly entries: PoolEntry[] = [];
  readonly roster: Roster;
  readonly #kinds: Kinds;

  constructor(program: Program, kinds: Kinds) {
    this.roster = new Roster(program.slots.length);
    this.#kinds = kinds;
  }

  get players(): number {
    return this.roster.players;
  }

  clear(): void {
    this.entries.length = 0;
    this.roster.clear();
  }

  put(entry: PoolEntry): void {
    this.entries.push(entry);
    for (const unit of entry.units) this.roster.put(unit, 0);
  }

  /** Removes the ticket that was put last. */
  take(): void {
    const entry = this.entries.pop();
    if (entry === undefined) return;
    for (let i = 0; i < entry.units.length; i += 1) this.roster.take(0);
  }

  /** Whether some rule refuses exactly these tickets at a stage, on any teams. */
  refused(stage: Stage, count: Count | undefined): boolean {
    const refusal = stage.rules.findIndex(
      (rule) => rule.prune === undefined && refusesAllTeams(rule, this.roster, stage),
    );
    if (refusal !== -1) count?.(refusal, false);
    return refusal !== -1;
  }

  /** The amount of a trait that the tickets have together. */
  sum(trait: number): number {
    const { count } = at(this.#kinds.quotas.traits, trait);
    let sum = 0;
    for (const { kind, units } of this.entries)
      sum += kind.counts?.[trait] ?? units.reduce((total, unit) => total + count(unit), 0);
    return sum;
  }

  /** The missing amount of a trait; negative when there is more than enough. */
  missing(trait: number, { totals, caps }: QuotaBounds): number {
    let missing = at(totals, trait);
    if (missing <= 0) return 0;
    const cap = at(caps, trait);
    const { count } = at(this.#kinds.quotas.traits, trait);
    for (const { kind, units } of this.entries) {
      const known = kind.counts?.[trait];
      if (known !== undefined) missing -= contribution(known, cap);
      else for (const unit of units) missing -= contribution(count(unit), cap);
    }
    return missing;
  }
}
