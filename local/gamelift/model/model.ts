import { keysOf } from '../../../core/keys-of';
import facts from './service.json';
import { type FaultName, type OperationTypes } from './shapes';

/**
 * The service's model in the form that the validator and the codecs use: references resolved, patterns
 * compiled.
 */
export type Shape =
  | {
      readonly kind: 'structure';
      readonly members: ReadonlyMap<string, Shape>;
      readonly required: readonly string[];
      readonly hasTimes: boolean;
      readonly hasBlobs: boolean;
    }
  | {
      readonly kind: 'list';
      readonly member: Shape;
      readonly min?: number;
      readonly max?: number;
      readonly hasTimes: boolean;
      readonly hasBlobs: boolean;
    }
  | {
      readonly kind: 'map';
      readonly key: StringShape;
      readonly value: Shape;
      readonly hasTimes: boolean;
      readonly hasBlobs: boolean;
    }
  | StringShape
  | {
      readonly kind: 'integer' | 'number';
      readonly min?: number;
      readonly max?: number;
      readonly hasTimes: false;
      readonly hasBlobs: false;
    }
  | { readonly kind: 'boolean'; readonly hasTimes: false; readonly hasBlobs: false }
  | { readonly kind: 'timestamp'; readonly hasTimes: true; readonly hasBlobs: false }
  | { readonly kind: 'blob'; readonly max?: number; readonly hasTimes: false; readonly hasBlobs: true };

/** A string type of the API, with its limits in characters. */
export interface StringShape {
  readonly kind: 'string';
  readonly min?: number;
  readonly max?: number;
  /** The service's own text, and the same pattern anchored at both ends. */
  readonly pattern?: { readonly source: string; readonly whole: RegExp };
  readonly values?: readonly string[];
  readonly hasTimes: false;
  readonly hasBlobs: false;
}

/** An operation of the GameLift API. */
export type OperationName = keyof OperationTypes;

/** An operation of the API, from the service's own model. */
export interface Operation {
  readonly name: OperationName;
  readonly input: Shape;
  readonly output: Shape;
  readonly errors: readonly FaultName[];
}

interface RawShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

const rawShapes: Readonly<Record<string, RawShape>> = facts.shapes;
const empty: Shape = {
  kind: 'structure',
  members: new Map(),
  required: [],
  hasTimes: false,
  hasBlobs: false,
};
const compiled = new Map<string, Shape>();

function compile(name: string | undefined): Shape {
  if (name === undefined) return empty;
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const raw = rawShapes[name];
  if (raw === undefined) throw new Error(`service.json names the shape ${name} but does not hold it`);
  const shape = compileShape(name, raw);
  compiled.set(name, shape);
  return shape;
}

const limits = (raw: RawShape) => ({
  ...(raw.min === undefined ? {} : { min: raw.min }),
  ...(raw.max === undefined ? {} : { max: raw.max }),
});

/**
 * Anchored at both ends. Patterns with surrogate pairs in a range are matched by code points, as the service
 * does.
 */
const wholePattern = (pattern: string): RegExp =>
  new RegExp(`^(?:${pattern})$`, pattern.includes('\\uD800\\uDC00') ? 'u' : '');

function compileString(raw: RawShape): StringShape {
  return {
    kind: 'string',
    ...limits(raw),
    hasTimes: false,
    hasBlobs: false,
    ...(raw.pattern === undefined
      ? {}
      : { pattern: { source: raw.pattern, whole: wholePattern(raw.pattern) } }),
    ...(raw.enum === undefined ? {} : { values: raw.enum }),
  };
}

function compileStructure(raw: RawShape): Shape {
  const members = new Map(
    Object.entries(raw.members ?? {}).map(([key, member]) => [key, compile(member)] as const),
  );
  const shapes = [...members.values()];
  return {
    kind: 'structure',
    members,
    required: raw.required ?? [],
    hasTimes: shapes.some((shape) => shape.hasTimes),
    hasBlobs: shapes.some((shape) => shape.hasBlobs),
  };
}

function compileShape(name: string, raw: RawShape): Shape {
  switch (raw.type) {
    case 'structure':
      return compileStructure(raw);
    case 'list': {
      const member = compile(raw.member);
      return { kind: 'list', member, ...limits(raw), hasTimes: member.hasTimes, hasBlobs: member.hasBlobs };
    }
    case 'map': {
      const value = compile(raw.value);
      return {
        kind: 'map',
        key: compileString(rawShapes[raw.key ?? ''] ?? { type: 'string' }),
        value,
        hasTimes: value.hasTimes,
        hasBlobs: value.hasBlobs,
      };
    }
    case 'string':
      return compileString(raw);
    // An integer of the model has 32 bits: SDKs with typed integers could not decode a larger one.
    case 'integer':
      return {
        kind: 'integer',
        min: -(2 ** 31),
        max: 2 ** 31 - 1,
        ...limits(raw),
        hasTimes: false,
        hasBlobs: false,
      };
    case 'long':
      return { kind: 'integer', ...limits(raw), hasTimes: false, hasBlobs: false };
    case 'double':
    case 'float':
      return { kind: 'number', ...limits(raw), hasTimes: false, hasBlobs: false };
    case 'boolean':
      return { kind: 'boolean', hasTimes: false, hasBlobs: false };
    case 'timestamp':
      return { kind: 'timestamp', hasTimes: true, hasBlobs: false };
    case 'blob':
      return {
        kind: 'blob',
        ...(raw.max === undefined ? {} : { max: raw.max }),
        hasTimes: false,
        hasBlobs: true,
      };
    default:
      throw new Error(`shape ${name} has the unknown type ${raw.type}`);
  }
}

const rawOperations: Readonly<
  Record<
    OperationName,
    { readonly input?: string; readonly output?: string; readonly errors: readonly string[] }
  >
> = facts.operations;
const isFaultName = (name: string): name is FaultName => Object.hasOwn(facts.faults, name);

const operations = new Map<string, Operation>(
  keysOf(rawOperations).map((name) => {
    const { input, output, errors } = rawOperations[name];
    return [
      name,
      { name, input: compile(input), output: compile(output), errors: errors.filter(isFaultName) },
    ];
  }),
);

/** `GameLift`: the part before the dot of X-Amz-Target. */
export const targetPrefix: string = facts.targetPrefix;

/** The operation of that name, or undefined when the service has none. */
export function findOperation(name: string): Operation | undefined {
  return operations.get(name);
}

/** @throws Error when the service has no such operation (a defect of this code) */
export function operationNamed(name: OperationName): Operation {
  const operation = operations.get(name);
  if (operation === undefined) throw new Error(`the service has no operation ${name}`);
  return operation;
}

export function operationNames(): readonly string[] {
  return [...operations.keys()];
}
