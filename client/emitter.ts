/** Listeners by event name, typed by a map from names to the values that listeners get. */
export class Emitter<Events extends object> {
  readonly #listeners: { [Name in keyof Events]?: Set<(value: Events[Name]) => void> } = {};

  /** @returns a function that removes the listener */
  on<Name extends keyof Events>(name: Name, listener: (value: Events[Name]) => void): () => void {
    const set: Set<typeof listener> = this.#listeners[name] ?? new Set();
    set.add(listener);
    this.#listeners[name] = set;
    return () => {
      set.delete(listener);
    };
  }

  /** Calls the listeners of an event, in the order in which they came. */
  protected emit<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    for (const listener of this.#listeners[name] ?? []) listener(value);
  }
}
