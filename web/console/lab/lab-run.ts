import { type LabTicket } from '../../../contract/console/lab';
import { type Problem, type ProblemCode, type WarningCode } from '../../../flexmatch/rule-set/problems';
import { parseRuleSet } from '../../../flexmatch/rule-set/parse';
import { type RuleSet } from '../../../flexmatch/rule-set/rule-set';
import {
  type ArrivingTicket,
  compareReports,
  type ComparisonRow,
  completePopulation,
  drawTickets,
  parsePopulation,
  simulate,
  type SimulationReport,
} from '../../../flexmatch/simulate';

/** The tickets of the lab: those that wait now, or a generated crowd. */
export type LabCrowd =
  | { readonly kind: 'pool'; readonly tickets: readonly LabTicket[] }
  | {
      readonly kind: 'population';
      /** A population file (docs/simulator.md). */
      readonly text: string;
      readonly minutes: number;
      readonly ticketsPerMinute: number;
    };

export interface LabQuestion {
  /** The saved text of the rule set. */
  readonly before: string;
  /** The text in the editor. */
  readonly after: string;
  readonly crowd: LabCrowd;
  readonly timeoutSeconds: number;
  readonly seed: number;
}

/** The result of one rule set. */
export interface LabSide {
  readonly report: SimulationReport;
  /** Indexes of `tickets`, by match, in the order of the matches. Times are in seconds. */
  readonly matches: ReadonlyArray<{ readonly at: number; readonly tickets: readonly number[] }>;
}

export interface LabResult {
  readonly tickets: readonly ArrivingTicket[];
  /** Length of the simulation. */
  readonly seconds: number;
  readonly before: LabSide;
  readonly after: LabSide;
  readonly rows: readonly ComparisonRow[];
  readonly assumptions: readonly string[];
}

export interface LabCheck {
  readonly errors: ReadonlyArray<Problem<ProblemCode>>;
  readonly warnings: ReadonlyArray<Problem<WarningCode>>;
}

/** All findings about a rule set, as CreateMatchmakingRuleSet reports them. */
export function checkRuleSet(text: string): LabCheck {
  const { errors, warnings } = parseRuleSet(text);
  return { errors, warnings };
}

/**
 * Simulates both texts with the same tickets.
 * @throws RangeError for a text that is not a rule set, PopulationError for a crowd that cannot be generated
 */
export function runLab({ before, after, crowd, timeoutSeconds, seed }: LabQuestion): LabResult {
  const ruleSets = [
    ruleSetOf(before, 'the saved rule set'),
    ruleSetOf(after, 'the edited rule set'),
  ] as const;
  const { tickets, assumptions } = ticketsOf(crowd, ruleSets, seed);
  const numbers = new Map(tickets.map(({ ticket: { ticketId } }, index) => [ticketId, index]));
  const side = (ruleSet: RuleSet): LabSide => {
    const matches: Array<{ at: number; tickets: readonly number[] }> = [];
    const report = simulate(
      ruleSet,
      { recorded: tickets },
      {
        timeoutSeconds,
        seed,
        onMatch: ({ at, tickets: matched }) =>
          matches.push({ at, tickets: matched.flatMap(({ ticket }) => numbers.get(ticket.ticketId) ?? []) }),
      },
    );
    return { report, matches };
  };
  const sides = [side(ruleSets[0]), side(ruleSets[1])] as const;
  return {
    tickets,
    seconds: (tickets.at(-1)?.ticket.startTime ?? 0) + timeoutSeconds,
    before: sides[0],
    after: sides[1],
    rows: compareReports(sides[0].report, sides[1].report),
    assumptions,
  };
}

function ruleSetOf(text: string, what: string): RuleSet {
  const { ruleSet, errors } = parseRuleSet(text);
  if (ruleSet === undefined) throw new RangeError(`${what} is invalid: ${errors[0]?.message ?? ''}`);
  return ruleSet;
}

function ticketsOf(
  crowd: LabCrowd,
  ruleSets: readonly [before: RuleSet, after: RuleSet],
  seed: number,
): { readonly tickets: readonly ArrivingTicket[]; readonly assumptions: readonly string[] } {
  if (crowd.kind === 'pool') return { tickets: crowd.tickets.map((ticket) => ({ ticket })), assumptions: [] };
  const given = parsePopulation(crowd.text.trim() === '' ? '{}' : crowd.text);
  const { population, assumptions } = completePopulation(
    {
      ...given,
      arrivals: {
        startHour: 0,
        process: 'poisson',
        ...given.arrivals,
        ticketsPerMinute: given.arrivals?.ticketsPerMinute ?? crowd.ticketsPerMinute,
      },
    },
    ruleSets,
  );
  return { tickets: [...drawTickets(population, { seconds: crowd.minutes * 60 }, seed)], assumptions };
}
