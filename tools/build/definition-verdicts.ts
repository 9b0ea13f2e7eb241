import * as z from 'zod';

/** Whether the running backend has taken a definition that was built. */
export const definitionVerdict = z.object({
  /** Its file, which has a new name for new content. */
  definition: z.string(),
  taken: z.boolean(),
});
export type DefinitionVerdict = z.output<typeof definitionVerdict>;

/** The verdicts on definitions, whether they are asked for before or after they are given. */
export class Verdicts {
  readonly #given = new Map<string, boolean>();
  readonly #asked = new Map<string, Array<(taken: boolean) => void>>();

  /** A definition was built: the verdict on an earlier build of the same content does not count. */
  expect(definition: string): void {
    this.#given.delete(definition);
  }

  hear({ definition, taken }: DefinitionVerdict): void {
    this.#given.set(definition, taken);
    for (const answer of this.#asked.get(definition) ?? []) answer(taken);
    this.#asked.delete(definition);
  }

  /** Waits for the verdict on a definition. */
  on(definition: string): Promise<boolean> {
    const given = this.#given.get(definition);
    if (given !== undefined) return Promise.resolve(given);
    return new Promise((resolve) => {
      this.#asked.set(definition, [...(this.#asked.get(definition) ?? []), resolve]);
    });
  }
}
