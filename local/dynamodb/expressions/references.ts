import { type AttributeValue } from 'dynalite/db';
import { invalid } from '../errors';
import { checkValue } from './check-value';
import { type Problems } from './problems';
import { isReserved } from './reserved-words';
import { type PathStep } from './syntax';

/** Names of attributes and indexes of lists, from the outermost to the innermost; the first is a name. */
export type Path = readonly [string, ...ReadonlyArray<string | number>];

const placeholders = { '#': /^#[0-9a-zA-Z_]+$/, ':': /^:[0-9a-zA-Z_]+$/ } as const;
/** Characters of a placeholder with its sign. */
const maxPlaceholderLength = 255;
/** Bytes of an attribute's name. */
export const maxNameBytes = 65_535;
const maxSteps = 32;
const greatestIndex = 2 ** 31 - 1;

/** ExpressionAttributeNames and ExpressionAttributeValues of one request, and which of them were used. */
export class References {
  readonly #names: ReadonlyMap<string, string>;
  readonly #values: ReadonlyMap<string, AttributeValue>;
  readonly #usedNames = new Set<string>();
  readonly #usedValues = new Set<string>();

  /** @throws DynamoDbError for a placeholder or a value that the service refuses */
  constructor(
    names: Readonly<Record<string, string>> | undefined,
    values: Readonly<Record<string, AttributeValue>> | undefined,
  ) {
    this.#names = new Map(Object.entries(names ?? {}));
    checkPlaceholders('ExpressionAttributeNames', names, '#');
    for (const [placeholder, name] of this.#names)
      if (name === '')
        throw invalid(
          `ExpressionAttributeNames contains invalid value: Empty attribute name for key ${placeholder}`,
        );
      else if (Buffer.byteLength(name) > maxNameBytes)
        throw invalid(
          'ExpressionAttributeNames contains invalid value: Attribute name is too large, must be less ' +
            `than ${maxNameBytes + 1} bytes for key ${placeholder}`,
        );
    checkPlaceholders('ExpressionAttributeValues', values, ':');
    const checked = new Map<string, AttributeValue>();
    for (const [placeholder, given] of Object.entries(values ?? {})) {
      const one = checkValue(given);
      if (one.value === undefined)
        throw invalid(
          `ExpressionAttributeValues contains invalid value: ${one.refused} for key ${placeholder}`,
        );
      checked.set(placeholder, one.value);
    }
    this.#values = checked;
  }

  /** Undefined when something of it is not defined, which is noted. */
  path(steps: readonly PathStep[], problems: Problems): Path | undefined {
    if (steps.length > maxSteps)
      problems.note(
        'reference',
        `The document path has too many nesting levels; nesting levels: ${steps.length}`,
      );
    const resolved: Array<string | number> = [];
    let whole = true;
    for (const step of steps) {
      const one = this.#step(step, problems);
      if (one === undefined) whole = false;
      else resolved.push(one);
    }
    const [first, ...rest] = resolved;
    return whole && typeof first === 'string' ? [first, ...rest] : undefined;
  }

  /** Undefined when it is not defined, which is noted. */
  value(placeholder: string, problems: Problems): AttributeValue | undefined {
    this.#usedValues.add(placeholder);
    const value = this.#values.get(placeholder);
    if (value === undefined)
      problems.note(
        'reference',
        `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
      );
    return value;
  }

  /** @throws DynamoDbError when a placeholder was defined and not used */
  refuseUnused(): void {
    const names = [...this.#names.keys()].filter((name) => !this.#usedNames.has(name));
    if (names.length > 0)
      throw invalid(
        `Value provided in ExpressionAttributeNames unused in expressions: keys: {${names.join(', ')}}`,
      );
    const values = [...this.#values.keys()].filter((value) => !this.#usedValues.has(value));
    if (values.length > 0)
      throw invalid(
        `Value provided in ExpressionAttributeValues unused in expressions: keys: {${values.join(', ')}}`,
      );
  }

  #step(step: PathStep, problems: Problems): string | number | undefined {
    if (step.kind === 'index') {
      const index = Number(step.text);
      if (index > greatestIndex)
        problems.note('reference', `List index is not within the allowable range; index: [${step.text}]`);
      return index;
    }
    if (step.kind === 'word') {
      if (isReserved(step.text))
        problems.note('reserved', `Attribute name is a reserved keyword; reserved keyword: ${step.text}`);
      return step.text;
    }
    this.#usedNames.add(step.text);
    const name = this.#names.get(step.text);
    if (name === undefined)
      problems.note(
        'reference',
        `An expression attribute name used in the document path is not defined; attribute name: ${step.text}`,
      );
    return name;
  }
}

/** As the service writes a path: `[a, b, [0]]`. */
export function pathText(path: Path): string {
  return `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;
}

export function samePath(left: Path, right: Path): boolean {
  return left.length === right.length && left.every((step, index) => step === right[index]);
}

function checkPlaceholders(parameter: string, given: object | undefined, sign: '#' | ':'): void {
  if (given === undefined) return;
  const keys = Object.keys(given);
  if (keys.length === 0) throw invalid(`${parameter} must not be empty`);
  const wrong = keys.find((key) => !placeholders[sign].test(key));
  if (wrong !== undefined) throw invalid(`${parameter} contains invalid key: Syntax error; key: "${wrong}"`);
  const long = keys.find((key) => key.length > maxPlaceholderLength);
  if (long !== undefined)
    throw invalid(
      `${parameter} contains invalid key: The expression attribute map contains a key that is too ` +
        `long; size of key: ${long.length}`,
    );
}
