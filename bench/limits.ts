/** The limit of a figure, in its own unit. */
export type Limit = { readonly most: number } | { readonly least: number } | { readonly below: number };

const shown = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 6 });

function wordsOf(limit: Limit): string {
  if ('most' in limit) return `at most ${shown(limit.most)}`;
  return 'least' in limit ? `at least ${shown(limit.least)}` : `below ${shown(limit.below)}`;
}

/** A figure that was not measured is NaN, and keeps no limit. */
function isWithin(figure: number, limit: Limit): boolean {
  if ('most' in limit) return figure <= limit.most;
  return 'least' in limit ? figure >= limit.least : figure < limit.below;
}

/** The limits of one run, and those that it misses. */
export class Limits {
  readonly #missed: string[] = [];

  /** A line for each missed limit, with its name and the figure. */
  get missed(): readonly string[] {
    return this.#missed;
  }

  /** @returns whether the figure keeps the limit */
  check(what: string, figure: number, unit: string, limit: Limit): boolean {
    const kept = isWithin(figure, limit);
    if (!kept) this.miss(`${what}: ${shown(figure)} ${unit}, the limit is ${wordsOf(limit)}`);
    return kept;
  }

  /** Adds a limit that is missed and has no figure. */
  miss(line: string): void {
    this.#missed.push(line);
  }
}
