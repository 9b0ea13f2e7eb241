import { type CompileContext } from '../expressions/compile';
import { type Roster, someReported } from '../roster/unit';
import { type LatencyRule } from '../rule-set/rule-set';
import { type CompiledRule, type RuleMeasure } from './compiled-rule';

/** Answers to open questions about latency rules (docs/rule-sets.md). */
export interface LatencyReading {
  /** Default true: a latency of exactly maxLatency is accepted. */
  readonly inclusive: boolean;
  /** Default true: one location must be acceptable to all. */
  readonly common: boolean;
}

/** A latency rule that can also be checked for one location. */
export interface CompiledLatencyRule extends CompiledRule {
  /** Whether every player in the roster accepts the location. */
  acceptable(roster: Roster, location: number): boolean;
}

/**
 * Guide, rule type "latency": locations above maxLatency are ignored; in the chosen location every player is
 * near the group's minimum or average.
 */
export function compileLatency(
  rule: LatencyRule,
  context: CompileContext,
  reading: LatencyReading,
): CompiledLatencyRule {
  const column = context.columns.latencyColumn(rule.partyAggregation);
  const { locations } = context.columns;
  const { fast, acceptable } = acceptance(rule, column, reading);
  const near = rule.maxDistance ?? Infinity;
  const someLocation = (roster: Roster, speed: boolean, distance: boolean): boolean => {
    if (roster.players === 0) return true;
    // A location that all players report is among those of any one of them.
    const [first] = roster.slots.find((slot) => slot.length > 0) ?? [];
    return someReported(first?.latencies[column], (_, location) =>
      acceptable(roster, location, speed, distance),
    );
  };
  const eachHasOne = (roster: Roster): boolean =>
    roster.slots.every((slot) => slot.every((unit) => someReported(unit.latencies[column], fast)));
  const check = reading.common
    ? (roster: Roster) => someLocation(roster, true, true)
    : (roster: Roster) => eachHasOne(roster) && (near === Infinity || someLocation(roster, false, true));
  // With further players an average may come closer again; a minimum can only move away.
  const lasting = rule.distanceReference === 'min';
  const prune = reading.common
    ? (roster: Roster) => someLocation(roster, true, lasting)
    : (roster: Roster) => eachHasOne(roster) && (near === Infinity || someLocation(roster, false, lasting));
  return {
    rule,
    check,
    prune,
    blind: true,
    acceptable: (roster, location) => acceptable(roster, location, true, true),
    measure: (roster) => measured(rule, worstOf(roster, column, locations), check(roster)),
  };
}

/** Verdicts about one latency, and about all players in one location. */
function acceptance(rule: LatencyRule, column: number, reading: LatencyReading) {
  const limit = rule.maxLatency ?? Infinity;
  const near = rule.maxDistance ?? Infinity;
  const fast = (latency: number): boolean => (reading.inclusive ? latency <= limit : latency < limit);
  /** Every player reports the location, is fast enough there, and is near the reference. */
  const acceptable = (roster: Roster, location: number, speed: boolean, distance: boolean): boolean => {
    let sum = 0;
    let count = 0;
    let low = Infinity;
    let high = -Infinity;
    for (const slot of roster.slots) {
      for (const unit of slot) {
        const latency = unit.latencies[column]?.[location];
        if (latency === undefined || (speed && !fast(latency))) return false;
        sum += latency * unit.weight;
        count += unit.weight;
        if (latency < low) low = latency;
        if (latency > high) high = latency;
      }
    }
    if (!distance || near === Infinity || count === 0) return true;
    if (rule.distanceReference === 'min') return high - low <= near;
    const mean = sum / count;
    return high - mean <= near && mean - low <= near;
  };
  return { fast, acceptable };
}

interface WorstLatency {
  readonly location: string;
  readonly latency: number;
}

/** The locations that all players report, with the slowest latency there; the fastest location first. */
function worstOf(roster: Roster, column: number, locations: readonly string[]): WorstLatency[] {
  return locations
    .flatMap((location, index) => {
      let worst: number | undefined = -Infinity;
      for (const slot of roster.slots) {
        for (const unit of slot) {
          const latency = unit.latencies[column]?.[index];
          worst = latency === undefined || worst === undefined ? undefined : Math.max(worst, latency);
        }
      }
      return worst === undefined || worst === -Infinity ? [] : [{ location, latency: worst }];
    })
    .sort((a, b) => a.latency - b.latency);
}

function measured(rule: LatencyRule, worst: readonly WorstLatency[], passes: boolean): RuleMeasure {
  const { maxLatency, maxDistance, distanceReference } = rule;
  const [best] = worst;
  const limits = [
    ...(maxLatency === undefined ? [] : [`at most ${maxLatency} ms`]),
    ...(maxDistance === undefined
      ? []
      : [`within ${maxDistance} ms of the ${distanceReference === 'min' ? 'minimum' : 'average'}`]),
  ];
  return {
    passes,
    measured:
      best === undefined
        ? 'no location that all report'
        : worst
            .slice(0, 4)
            .map(({ location, latency }) => `${location} ${Math.round(latency)} ms at worst`)
            .join(', '),
    limit: `one location with ${limits.join(' and ')}`,
    gap: passes ? 0 : best === undefined ? 1000 : Math.max(1, best.latency - (maxLatency ?? Infinity)),
  };
}
