import { type Model, type ModelStep } from './explore';

/** A run of a model: its steps, each with the state after it. */
export type Walk<State> = readonly ModelStep<State>[];

interface Visit<State> {
  readonly before: Visit<State> | undefined;
  /** The step that leads here; absent in the initial state. */
  readonly step?: ModelStep<State>;
  /** Steps from here that no run has taken. */
  readonly left: ModelStep<State>[];
}

/**
 * Runs that together take every step of every state, each from the initial state. A run takes the shortest
 * way to a state with a step that no run has taken, and continues along such steps. States of one key must be
 * equal, not only equivalent: with two sweeps they are not.
 */
export function* walksOver<State>(model: Model<State>): Generator<Walk<State>> {
  const visits = visitsOf(model);
  for (const start of visits.values())
    while (start.left.length > 0) {
      const walk = wayTo(start);
      for (let step = start.left.pop(); step !== undefined;) {
        walk.push(step);
        step = visits.get(model.key(step.next))?.left.pop();
      }
      yield walk;
    }
}

/**
 * The run that takes the steps of these names.
 * @throws RangeError when one of them is not possible
 */
export function walkAlong<State>(model: Model<State>, names: readonly string[]): Walk<State> {
  const walk: ModelStep<State>[] = [];
  let state = model.initial;
  for (const name of names) {
    const step = [...model.steps(state)].find((one) => one.name === name);
    if (step === undefined) throw new RangeError(`${name} is not possible after ${walk.length} steps`);
    walk.push(step);
    state = step.next;
  }
  return walk;
}

/** Every state by its key, with the shortest way to it: breadth first. */
function visitsOf<State>(model: Model<State>): ReadonlyMap<string, Visit<State>> {
  const first = { before: undefined, left: [...model.steps(model.initial)] };
  const visits = new Map<string, Visit<State>>([[model.key(model.initial), first]]);
  // A map's iteration reaches what is added meanwhile.
  for (const before of visits.values())
    for (const step of before.left) {
      const key = model.key(step.next);
      if (!visits.has(key)) visits.set(key, { before, step, left: [...model.steps(step.next)] });
    }
  return visits;
}

function wayTo<State>(last: Visit<State>): ModelStep<State>[] {
  const way: ModelStep<State>[] = [];
  for (let visit: Visit<State> | undefined = last; visit?.step !== undefined; visit = visit.before)
    way.unshift(visit.step);
  return way;
}
