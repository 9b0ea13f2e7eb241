/** How long tickets of an environment search, in seconds. */
export interface SearchSeconds {
  /** Where neither the environment nor the definition names a time for the matchmaking. */
  readonly otherwise: number;
  /** Times that the environment names, by matchmaking. */
  readonly overrides: ReadonlyMap<string, number>;
}

/** As the environment variable has it: `600,duel=300`. */
export function searchSecondsText({ otherwise, overrides }: SearchSeconds): string {
  return [otherwise, ...[...overrides].map(([name, seconds]) => `${name}=${seconds}`)].join(',');
}

/** Reads the text of `searchSecondsText`. @throws Error with the text that is not a time */
export function readSearchSeconds(text: string): SearchSeconds {
  const [otherwise = '', ...named] = text.split(',');
  return {
    otherwise: seconds(otherwise),
    overrides: new Map(
      named.map((part) => {
        const [name = '', value = ''] = part.split('=');
        return [name, seconds(value)];
      }),
    ),
  };
}

function seconds(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`${JSON.stringify(text)} must be whole seconds`);
  return Number(text);
}
