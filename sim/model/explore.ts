/** A system small enough that all its states can be visited. */
export interface Model<State> {
  readonly initial: State;
  /** Every step that is possible in a state, by name. */
  steps(state: State): Iterable<ModelStep<State>>;
  /** Equal for states that are equivalent. */
  key(state: State): string;
  /** The problem of a state; undefined: none. */
  problem(state: State): string | undefined;
  /** The problem of a state in which no further step is possible. */
  problemAtEnd(state: State): string | undefined;
}

/** A possible step from a state. */
export interface ModelStep<State> {
  readonly name: string;
  readonly next: State;
}

/** The result of visiting all states. */
export interface Exploration {
  readonly states: number;
  readonly steps: number;
  /** States in which no further step is possible. */
  readonly ends: number;
  /** The shortest way to the first problem. */
  readonly failure?: { readonly problem: string; readonly way: readonly string[] };
}

interface Visit<State> {
  readonly state: State;
  readonly name: string;
  readonly before: Visit<State> | undefined;
}

/**
 * Visits every state in breadth-first order.
 * @param most maximum number of states: an unbounded system is a defect of the model
 * @throws RangeError when there are more
 */
export function explore<State>(model: Model<State>, most = 2_000_000): Exploration {
  const known = new Set<string>([model.key(model.initial)]);
  let frontier: Visit<State>[] = [{ state: model.initial, name: 'begin', before: undefined }];
  let steps = 0;
  let ends = 0;
  const counts = () => ({ states: known.size, steps, ends });
  while (frontier.length > 0) {
    const further: Visit<State>[] = [];
    for (const visit of frontier) {
      let stuck = true;
      for (const { name, next } of model.steps(visit.state)) {
        stuck = false;
        steps += 1;
        const key = model.key(next);
        if (known.has(key)) continue;
        known.add(key);
        if (known.size > most) throw new RangeError(`more than ${most} states`);
        const found = { state: next, name, before: visit };
        const problem = model.problem(next);
        if (problem !== undefined) return { ...counts(), failure: { problem, way: wayTo(found) } };
        further.push(found);
      }
      if (!stuck) continue;
      ends += 1;
      const problem = model.problemAtEnd(visit.state);
      if (problem !== undefined) return { ...counts(), failure: { problem, way: wayTo(visit) } };
    }
    frontier = further;
  }
  return counts();
}

function wayTo<State>(last: Visit<State>): readonly string[] {
  const way: string[] = [];
  for (let visit: Visit<State> | undefined = last; visit !== undefined; visit = visit.before)
    way.unshift(visit.name);
  return way;
}
