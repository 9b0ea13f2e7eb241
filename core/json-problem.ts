import { withArticle } from './with-article';

/** Lists and objects in each other; a value that contains itself is deeper than any. */
const maxNesting = 100;

/**
 * Why a value is not JSON, for a sentence: `/cards/0 is a Map`, `it is undefined`.
 * @returns undefined for JSON. A field that is undefined counts as absent, since JSON leaves it out
 */
export function jsonProblem(value: unknown): string | undefined {
  const problem = problemIn(value, 0);
  return problem && `${problem.path === '' ? 'it' : problem.path} is ${problem.is}`;
}

interface NotJson {
  /** Names and indexes, each after a `/`. */
  readonly path: string;
  readonly is: string;
}

function problemIn(value: unknown, depth: number): NotJson | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return undefined;
  if (typeof value !== 'object') return { path: '', is: described(value) };
  if (depth > maxNesting) return { path: '', is: `nested deeper than ${maxNesting}, or contains itself` };
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const problem = problemIn(value[index], depth + 1);
      if (problem !== undefined) return { ...problem, path: `/${index}${problem.path}` };
    }
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    return { path: '', is: described(value) };
  // In place of a list of the members, which every object would cost. JSON leaves out what is inherited.
  for (const name in value) {
    const member: unknown = Reflect.get(value, name);
    // JSON leaves such a field out.
    if (member === undefined) continue;
    const problem = problemIn(member, depth + 1);
    if (problem !== undefined && Object.hasOwn(value, name))
      return { ...problem, path: `/${name}${problem.path}` };
  }
  return undefined;
}

/** `undefined`, `NaN`, `a function`, `a Map`: what stands where a value should. */
export function described(value: unknown): string {
  if (value === undefined || value === null || typeof value === 'number') return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  const { constructor } = value;
  return withArticle(
    typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'object',
  );
}
