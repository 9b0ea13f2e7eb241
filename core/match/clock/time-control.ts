/** Milliseconds of a day: clocks of days ignore time zones and daylight saving. */
export const dayMs = 86_400_000;

/**
 * How long the seats of a match may think, in whole milliseconds. docs/clocks.md has the arithmetic of each
 * kind.
 */
export type TimeControl =
  /**
   * No clock. A seat that is to act and lets `idleMs` pass loses all the same, so that a match never hangs.
   */
  | { readonly kind: 'none'; readonly idleMs?: number }
  /** The same time for every command. */
  | { readonly kind: 'per-turn'; readonly turnMs: number }
  /** One budget for the whole match, and an increment after each turn. */
  | { readonly kind: 'fischer'; readonly baseMs: number; readonly incrementMs: number }
  /** The first `delayMs` of every command are free: the clock runs, and gets them back. */
  | { readonly kind: 'bronstein'; readonly baseMs: number; readonly delayMs: number }
  /** The first `delayMs` of every command are free: the clock starts only after them. */
  | { readonly kind: 'us-delay'; readonly baseMs: number; readonly delayMs: number }
  /** Main time, then periods: a command within a period keeps that period. */
  | {
      readonly kind: 'byo-yomi';
      readonly baseMs: number;
      readonly periods: number;
      readonly periodMs: number;
    }
  /** A number of days for every command. A seat may add a number of vacation days a year. */
  | { readonly kind: 'days'; readonly daysPerTurn: number; readonly vacationDays?: number };

export type TimeControlKind = TimeControl['kind'];

/** Limits of a time control, smallest and largest. */
export const timeControlLimits = {
  idleMs: { least: 10_000, most: dayMs },
  turnMs: { least: 1000, most: dayMs },
  baseMs: { least: 0, most: dayMs },
  incrementMs: { least: 0, most: 3_600_000 },
  delayMs: { least: 0, most: 3_600_000 },
  periods: { least: 1, most: 100 },
  periodMs: { least: 1000, most: 3_600_000 },
  daysPerTurn: { least: 1, most: 30 },
  vacationDays: { least: 0, most: 60 },
} as const;

/** Minimum time, ms, that base and increment (or delay, or periods) must give together for one command. */
const leastTurnMs = 1000;

type Field = keyof typeof timeControlLimits;

/** The fields of each kind. */
const fieldsOf: Readonly<Record<TimeControlKind, readonly Field[]>> = {
  none: ['idleMs'],
  'per-turn': ['turnMs'],
  fischer: ['baseMs', 'incrementMs'],
  bronstein: ['baseMs', 'delayMs'],
  'us-delay': ['baseMs', 'delayMs'],
  'byo-yomi': ['baseMs', 'periods', 'periodMs'],
  days: ['daysPerTurn', 'vacationDays'],
};

/** Fields that may be absent. */
const optional: ReadonlySet<string> = new Set<Field>(['idleMs', 'vacationDays']);

/**
 * Checks a time control.
 * @returns one sentence that names the field and its limit; undefined when it is valid
 */
export function timeControlProblem(control: TimeControl): string | undefined {
  // A definition may be JavaScript, and a control may be computed from options: the compiler sees neither.
  const known: readonly string[] = Object.keys(fieldsOf);
  if (!known.includes(control.kind))
    return `the kind ${JSON.stringify(control.kind)} is unknown: write one of ${known.join(', ')}`;
  const fields = fieldsOf[control.kind];
  const given = new Map<string, unknown>(Object.entries(control));
  for (const field of fields) {
    const value = given.get(field);
    const { least, most } = timeControlLimits[field];
    if (value === undefined && optional.has(field)) continue;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
      return `${field} is ${String(value)}: write a whole number from ${least} to ${most}`;
  }
  for (const name of given.keys())
    if (name !== 'kind' && !fields.some((field) => field === name))
      return `${JSON.stringify(name)} is not a field of ${control.kind}: write ${fields.join(', ')}`;
  if (firstTurnTime(control) < leastTurnMs)
    return (
      `baseMs and the time added to a turn are under ${leastTurnMs} together: no command would be in ` +
      'time'
    );
  return undefined;
}

/** The time that a clock has for one command at the start. */
function firstTurnTime(control: TimeControl): number {
  switch (control.kind) {
    case 'fischer':
      return control.baseMs + control.incrementMs;
    case 'bronstein':
    case 'us-delay':
      return control.baseMs + control.delayMs;
    case 'none':
    case 'per-turn':
    case 'byo-yomi':
    case 'days':
      return leastTurnMs;
  }
}

/**
 * The minimum time that the control gives for every command, regardless of how long a seat thought before. A
 * seat that was skipped once has this much for its next turn.
 */
export function leastTimeOfTurn(control: TimeControl): number {
  switch (control.kind) {
    case 'none':
      // The idle time starts again at each turn; a game that names none has far more than the minimum.
      return control.idleMs ?? timeControlLimits.idleMs.least;
    case 'byo-yomi':
      return 0;
    case 'per-turn':
      return control.turnMs;
    case 'fischer':
      return control.incrementMs;
    case 'bronstein':
    case 'us-delay':
      return control.delayMs;
    case 'days':
      return control.daysPerTurn * dayMs;
  }
}
