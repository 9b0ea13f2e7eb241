import { isJsonOfMany } from '../rules/compiled-rule';
import { type AttributeValue } from '../engine-types';

/**
 * A change that would satisfy a failed rule. `mends` names the rule, or "team sizes". A wait can satisfy
 * several rules at once, and has a list.
 */
export type Change =
  /** From `at` on, an expansion step makes the named rules pass. `step` counts from 1. */
  | {
      readonly kind: 'wait';
      readonly at: number;
      readonly expansion: string;
      readonly step: number;
      readonly value: string;
      readonly mends: readonly string[];
      readonly text: string;
    }
  /** Every player of the ticket has the value `to`: the closest value to its own that makes the rule pass. */
  | {
      readonly kind: 'attribute';
      readonly attribute: string;
      readonly from: AttributeValue;
      readonly to: AttributeValue;
      readonly mends: string;
      readonly text: string;
    }
  /**
   * Every player of the ticket reports `to` milliseconds: the closest latency to its own that makes the rule
   * pass.
   */
  | {
      readonly kind: 'latency';
      readonly location: string;
      readonly from: number | undefined;
      readonly to: number;
      readonly mends: string;
      readonly text: string;
    }
  /** The ticket cannot match any other without it. */
  | {
      readonly kind: 'send-attribute';
      readonly playerId: string;
      readonly attribute: string;
      readonly type: string;
      readonly text: string;
    }
  | { readonly kind: 'send-latency'; readonly playerId: string; readonly text: string };

export function shownValue(value: AttributeValue): string {
  if (typeof value === 'number') return String(Math.round(value * 1e6) / 1e6);
  return typeof value === 'string' && isJsonOfMany(value) ? value : JSON.stringify(value);
}
