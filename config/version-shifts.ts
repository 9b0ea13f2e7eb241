/** A shift that gives a new version ten percent of the calls, and ten more after each further step. */
interface Shift {
  /** Steps before the last, which gives it all calls. */
  readonly steps: number;
  readonly minutesPerStep: number;
}

/** By the name of CodeDeploy's deployment configuration after `CodeDeployDefault.Lambda`. */
const shifts = {
  Canary10Percent5Minutes: { steps: 1, minutesPerStep: 5 },
  Canary10Percent10Minutes: { steps: 1, minutesPerStep: 10 },
  Canary10Percent15Minutes: { steps: 1, minutesPerStep: 15 },
  Canary10Percent30Minutes: { steps: 1, minutesPerStep: 30 },
  Linear10PercentEvery1Minute: { steps: 9, minutesPerStep: 1 },
  Linear10PercentEvery2Minutes: { steps: 9, minutesPerStep: 2 },
} as const satisfies Readonly<Record<string, Shift>>;

export type GradualShift = keyof typeof shifts;

/** How the new versions of functions can get their calls. */
export const versionShifts = [
  'AllAtOnce',
  'Canary10Percent5Minutes',
  'Canary10Percent10Minutes',
  'Canary10Percent15Minutes',
  'Canary10Percent30Minutes',
  'Linear10PercentEvery1Minute',
  'Linear10PercentEvery2Minutes',
] as const satisfies ReadonlyArray<'AllAtOnce' | GradualShift>;

/** The percentage of a function's calls that its new version gets in each minute, before it gets all. */
export function shiftPercents(shift: GradualShift): readonly number[] {
  const { steps, minutesPerStep } = shifts[shift];
  return Array.from(
    { length: steps * minutesPerStep },
    (_, minute) => 10 * (Math.floor(minute / minutesPerStep) + 1),
  );
}
