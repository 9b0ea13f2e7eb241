import { isJsonObject, memberPath, type JsonObject, type JsonValue } from '../json/reader';
import { type Findings, nearest } from './problems';

/** The kind of a JSON value, in words. */
export function jsonKindOf(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string'
    ? `the string ${JSON.stringify(value.slice(0, 40))}`
    : `the ${typeof value} ${value}`;
}

/**
 * Reads the members of one object of a rule set; each failed reading adds an error with path, code and
 * advice.
 */
export class Fields {
  readonly #findings: Findings;

  readonly #known = new Set<string>(['description']);

  constructor(
    readonly object: JsonObject,
    readonly path: string,
    findings: Findings,
  ) {
    this.#findings = findings;
  }

  at(key: string): string {
    return memberPath(this.path, key);
  }

  /** The raw value; null counts as absent. */
  raw(key: string): JsonValue | undefined {
    this.#known.add(key);
    return this.object[key] ?? undefined;
  }

  has(key: string): boolean {
    return this.raw(key) !== undefined;
  }

  missing(key: string, write: string): undefined {
    return this.#findings.error(this.at(key), 'missing', `"${key}" is missing: write ${write}`);
  }

  name(what: string): string | undefined {
    const value = this.raw('name');
    if (value === undefined) return this.missing('name', `a name that no other ${what} has`);
    if (typeof value !== 'string')
      return this.#findings.error(
        this.at('name'),
        'wrong-type',
        `the name is ${jsonKindOf(value)}: write a string`,
      );
    if (value.trim() === '')
      return this.#findings.error(
        this.at('name'),
        'empty',
        `the name is empty: write a name that no other ${what} has`,
      );
    return value;
  }

  text(key: string, needed: boolean, write: string): string | undefined {
    const value = this.raw(key);
    if (value === undefined) return needed ? this.missing(key, write) : undefined;
    if (typeof value !== 'string')
      return this.#findings.error(
        this.at(key),
        'wrong-type',
        `"${key}" is ${jsonKindOf(value)}: write ${write}`,
      );
    return value;
  }

  oneOf<Word extends string>(
    key: string,
    words: readonly Word[],
    fallback: Word | 'needed',
  ): Word | undefined {
    const value = this.raw(key);
    const list = words.map((word) => JSON.stringify(word)).join(', ');
    if (value === undefined) return fallback === 'needed' ? this.missing(key, `one of ${list}`) : fallback;
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    const near = typeof value === 'string' ? nearest(value, words) : undefined;
    const code = typeof value === 'string' ? 'unknown-value' : 'wrong-type';
    return this.#findings.error(
      this.at(key),
      code,
      `"${key}" is ${jsonKindOf(value)}: write ` +
        `${near === undefined ? `one of ${list}` : `${JSON.stringify(near)} (allowed are ${list})`}`,
    );
  }

  /**
   * A number ≥ least. The guide itself prints one of them in quotes, so that form is accepted with a warning.
   */
  number(
    key: string,
    options: {
      readonly least: number;
      readonly whole?: boolean;
      readonly needed?: string;
      readonly quoted?: boolean;
      readonly most?: number;
    },
  ): number | undefined {
    const value = this.raw(key);
    if (value === undefined)
      return options.needed === undefined ? undefined : this.missing(key, options.needed);
    return readNumber(value, this.at(key), `"${key}"`, options, this.#findings);
  }

  child(key: string, write: string): Fields | undefined {
    const value = this.raw(key);
    if (isJsonObject(value)) return new Fields(value, this.at(key), this.#findings);
    return this.#findings.error(
      this.at(key),
      'wrong-type',
      `"${key}" is ${jsonKindOf(value)}: write ${write}`,
    );
  }

  objects(key: string, what: string): Fields[] | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value))
      return this.#findings.error(
        this.at(key),
        'wrong-type',
        `"${key}" is ${jsonKindOf(value)}: write an array of ${what}`,
      );
    return value.flatMap((item, index) => {
      const path = memberPath(this.at(key), index);
      if (isJsonObject(item)) return [new Fields(item, path, this.#findings)];
      this.#findings.error(
        path,
        'wrong-type',
        `this is ${jsonKindOf(item)}: write an object for each of the ${what}`,
      );
      return [];
    });
  }

  /** Warns about keys that were not read. Must be called last. */
  warnUnknown(what: string): void {
    for (const key of Object.keys(this.object)) {
      if (this.#known.has(key)) continue;
      const near = nearest(key, [...this.#known]);
      this.#findings.warn(
        this.at(key),
        'unknown-key',
        `${what} has no "${key}", so it is ignored${near === undefined ? '' : `: did you mean "${near}"?`}`,
      );
    }
  }
}

export function readNumber(
  value: JsonValue,
  path: string,
  what: string,
  options: {
    readonly least: number;
    readonly whole?: boolean;
    readonly quoted?: boolean;
    readonly most?: number;
  },
  findings: Findings,
): number | undefined {
  const form =
    `a ${options.whole === true ? 'whole ' : ''}number of at least ` +
    `${options.least}${options.most === undefined ? '' : ` and at most ${options.most}`}`;
  let number = value;
  if (
    typeof value === 'string' &&
    options.quoted === true &&
    value.trim() !== '' &&
    Number.isFinite(Number(value))
  ) {
    findings.warn(
      path,
      'number-in-quotes',
      `${what} is a number in quotes: write ${Number(value)} without them`,
    );
    number = Number(value);
  }
  if (typeof number !== 'number')
    return findings.error(path, 'wrong-type', `${what} is ${jsonKindOf(value)}: write ${form}`);
  if (options.whole === true && !Number.isInteger(number))
    return findings.error(path, 'out-of-range', `${what} is ${number}: write ${form}`);
  if (number < options.least || (options.most !== undefined && number > options.most))
    return findings.error(path, 'out-of-range', `${what} is ${number}: write ${form}`);
  return number;
}
