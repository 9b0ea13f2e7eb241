import { type Roster } from '../roster/unit';
import { type FilterRule } from '../rule-set/rule-set';

/** The measurement of a rule in a match, for people and for the explanation. */
export interface RuleMeasure {
  readonly passes: boolean;
  /** The measured values, shown. */
  readonly measured: string;
  /** The required values, shown. */
  readonly limit: string;
  /** Distance from passing, in the rule's own unit; 0 when it passes. For rules without a unit: 1. */
  readonly gap: number;
}

/** A rule of one stage of its expansions, compiled to closures over a roster. */
export interface CompiledRule {
  readonly rule: FilterRule;
  /** Whether a complete match satisfies the rule. */
  check(roster: Roster): boolean;
  /**
   * Whether a partial match may still satisfy it: false when no further ticket can make the rule pass again.
   * Absent when this is unknown before the match is complete.
   */
  readonly prune?: (roster: Roster) => boolean;
  /** The verdict depends only on who is in the match, not on the teams. */
  readonly blind: boolean;
  measure(roster: Roster): RuleMeasure;
}

export function show(value: unknown): string {
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000);
  if (typeof value === 'string') return isJsonOfMany(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) {
    const shown = value.slice(0, 12).map(show).join(', ');
    return `[${shown}${value.length > 12 ? `, … ${value.length - 12} more` : ''}]`;
  }
  return 'nothing';
}

/** Whether a text is a JSON object or array, such as the options of a game: people read it as it is. */
export function isJsonOfMany(text: string): boolean {
  if (!/^[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
