import { same, type PlanValues } from './comparison';

/** The facts of a plan about a resource besides its arguments. */
export interface Planned {
  /** The account of the stack, where the configuration names it. */
  readonly account: string | undefined;
  /** The arguments that the configuration gives; undefined where the plan does not hold it. */
  readonly written: ReadonlySet<string> | undefined;
  /** Whether an argument is known only after the apply. */
  readonly unknown: (argument: string) => boolean;
  /** Marks of what within an argument is known only after the apply: the same structure, with `true`. */
  readonly later: (argument: string) => unknown;
}

/**
 * The changes of one type of resource that must not be overlooked. An argument that is neither harmless nor
 * compared here is loud when it changes.
 */
export interface WatchedType {
  /** The loss, or the failure, when the resource is deleted or replaced. */
  readonly lost?: string;
  /** The same for a resource by its arguments. */
  readonly lostOf?: (before: PlanValues) => string | undefined;
  /** The failure when the resource is deleted. A replacement brings it back. */
  readonly ended?: string;
  /** The failure when the resource is replaced, besides that of `lost`. */
  readonly whenReplaced?: string;
  /** The data that is lost with an old copy of it as well: no other copy holds it. */
  readonly holds?: string;
  /** Why a change closes, opens and loses nothing → the arguments for which that holds. */
  readonly harmless?: Readonly<Record<string, readonly string[]>>;
  /** Compared arguments that are harmless where they are known only after the apply. */
  readonly harmlessUnknown?: readonly string[];
  /** The effect of the change of an argument. */
  readonly compared?: Readonly<Record<string, (is: unknown, was: unknown) => readonly string[]>>;
  /**
   * Arguments that are dangerous together, or in a new resource as well. @param before absent for a new one
   */
  readonly together?: {
    readonly of: readonly string[];
    readonly dangers: (
      after: PlanValues,
      before: PlanValues | undefined,
      planned: Planned,
    ) => readonly string[];
  };
}

/** The arguments of a type whose change is routine. */
export const harmlessIn = ({ harmless = {} }: WatchedType): readonly string[] =>
  Object.values(harmless).flat();

/** Arguments with the reason why their change is routine. */
export function reasonsIn(...harmless: readonly WatchedType['harmless'][]): ReadonlyMap<string, string> {
  const reasons = harmless.flatMap((one) => Object.entries(one ?? {}));
  return new Map(reasons.flatMap(([why, names]) => names.map((name) => [name, why] as const)));
}

/** Reasons that hold for arguments of many types. */
export const routine = {
  people: 'only people read it',
  code: 'it is code or rules of this project, which are reviewed as such',
  tags:
    'those that rights and bills ask for are compared apart (tag-dangers.ts), and the others are for ' +
    'people',
  state: 'it is in the state of Terraform only',
} as const;

/** @param what is said of any change of the argument */
export const always =
  (what: string) =>
  (is: unknown, was: unknown): readonly string[] =>
    same(is, was) ? [] : [what];

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

/**
 * A number of days or seconds for which something is kept.
 * @param unlimited the value that stands for ever
 * @param unset what an argument means that has no value
 */
export const shortened =
  (what: string, unit: string, { unlimited, unset }: { unlimited?: number; unset?: number } = {}) =>
  (is: unknown, was: unknown): readonly string[] => {
    const length = (value: unknown): number => {
      const count = Number(value ?? unset ?? NaN);
      return count === unlimited ? Infinity : count;
    };
    const [now, before] = [length(is), length(was)];
    if (now >= before || Number.isNaN(before)) return [];
    const instead = before === Infinity ? 'never' : before;
    return [`${what} after ${Number.isNaN(now) ? 'the default' : now} ${unit} instead of ${instead}`];
  };

/** The account in an ARN; undefined where it has none. */
export const accountIn = (arn: string): string | undefined =>
  /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];

/** Whether the name of a file holds a digest of its content, so that another content has another name. */
export const isDigested = (key: unknown): boolean => /[-/]([0-9a-f]{16}|[0-9A-Z]{8})\.\w+$/.test(String(key));

/** Whether a file is where synth leaves those of the build, beside the stack (CDKTF's assets). */
export const ofBuild = (file: unknown): boolean => /^assets\/(?!.*(^|\/)\.\.(\/|$))/.test(String(file));
