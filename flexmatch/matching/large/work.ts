import { type Budget } from '../budgets/budget';
import { type Program } from '../program/program';

/** Counts the steps of the searches of large matches. */
export class Work {
  readonly #program: Program;
  steps = 0;

  constructor(program: Program) {
    this.#program = program;
  }

  /** Counts steps that no budget limits. */
  step(steps: number): void {
    this.steps += steps;
    this.#program.work.compared += steps;
  }

  /** Counts steps and takes them from a budget. */
  spend(budget: Budget, steps: number): void {
    this.step(steps);
    budget.left -= steps;
  }
}
