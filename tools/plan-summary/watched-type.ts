import { type Values } from './comparison';

/** What a plan says of a resource besides its arguments. */
export interface Planned {
  /** The account of the stack, where the configuration names it. */
  readonly account: string | undefined;
  /** The arguments that the configuration gives; undefined where the plan does not hold it. */
  readonly written: ReadonlySet<string> | undefined;
  /** Whether an argument is known only after the apply. */
  readonly unknown: (argument: string) => boolean;
}

/**
 * What must not be overlooked in a change of one type of resource. An argument that is neither harmless nor
 * compared here is loud when it changes.
 */
export interface WatchedType {
  /** What is lost, or fails, when the resource is deleted or replaced. */
  readonly lost?: string;
  /** What fails when the resource is deleted. A replacement brings it back. */
  readonly ended?: string;
  /** What is lost with an old copy of it as well: it holds what no other copy does. */
  readonly holds?: string;
  /** Arguments whose change closes, opens and loses nothing. */
  readonly harmless?: readonly string[];
  /** Compared arguments that are harmless where they are known only after the apply. */
  readonly harmlessUnknown?: readonly string[];
  /** What the change of an argument does. */
  readonly compared?: Readonly<Record<string, (is: unknown, was: unknown) => readonly string[]>>;
  /** Arguments that are dangerous together, or in a new resource as well. @param before absent for a new one */
  readonly together?: {
    readonly of: readonly string[];
    readonly dangers: (after: Values, before: Values | undefined, planned: Planned) => readonly string[];
  };
}

/** @param unset what an argument means that has no value */
export const turnedOff =
  (name: string, unset = false) =>
  (is: unknown, was: unknown): readonly string[] =>
    (was ?? unset) === true && (is ?? unset) !== true ? [`${name} is turned off`] : [];

/** @param what happens when the argument becomes true */
export const turnedOn =
  (what: string) =>
  (is: unknown, was: unknown): readonly string[] =>
    is === true && was !== true ? [what] : [];

/** A number of which hardly anything is left: less than a tenth. @param what then happens */
export const collapsed =
  (what: string, unit: string) =>
  (is: unknown, was: unknown): readonly string[] =>
    Number(is ?? NaN) < Number(was ?? NaN) / 10
      ? [`${what}: ${String(is)} ${unit} instead of ${String(was)}`]
      : [];

/** A number of days or seconds for which something is kept. @param unlimited the value that stands for ever */
export const shortened =
  (what: string, unit: string, unlimited?: number) =>
  (is: unknown, was: unknown): readonly string[] => {
    const length = (value: unknown): number =>
      value !== undefined && value === unlimited ? Infinity : Number(value ?? NaN);
    return length(is) < length(was)
      ? [`${what} after ${length(is)} ${unit} instead of ${length(was) === Infinity ? 'never' : length(was)}`]
      : [];
  };

/** The account in an ARN; undefined where it has none. */
export const accountIn = (arn: string): string | undefined =>
  /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];
