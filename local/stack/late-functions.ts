import { type LocalLambda } from '../lambda';

/** The functions, for parts of the stack that start before them. */
export class LateFunctions {
  /** Resolves when they have started. */
  readonly started: Promise<LocalLambda>;
  #running: LocalLambda | undefined;
  #resolve: (lambda: LocalLambda) => void = () => undefined;

  constructor() {
    this.started = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Undefined until they have started. */
  get running(): LocalLambda | undefined {
    return this.#running;
  }

  announce(lambda: LocalLambda): void {
    this.#running = lambda;
    this.#resolve(lambda);
  }
}
