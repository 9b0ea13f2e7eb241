import { GameLiftFault } from '../faults';
import { type OperationName, operationNamed, type Shape, type StringShape } from './model';
import { type OperationTypes } from './shapes';

/** Maximum number of violations in one message. */
const listed = 10;

/** `TicketId` → `ticketId`: messages use the member names of the service's own code. */
const memberName = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'object') {
    if (value instanceof Uint8Array) return `'${value.length} bytes'`;
    const element = (item: unknown): string =>
      typeof item === 'object' ? JSON.stringify(item) : String(item);
    const text = Array.isArray(value) ? `[${value.map(element).join(', ')}]` : JSON.stringify(value);
    return `'${text.length > 512 ? `${text.slice(0, 512)}…` : text}'`;
  }
  const text = String(value);
  return `'${text.length > 512 ? `${text.slice(0, 512)}…` : text}'`;
}

const kindOf = (value: unknown): string =>
  Array.isArray(value)
    ? 'LIST'
    : value instanceof Uint8Array
      ? 'BLOB'
      : typeof value === 'object'
        ? 'STRUCTURE'
        : `${typeof value}`.toUpperCase();

/** Thrown for a value of the wrong JSON type, as AWS's JSON reader does before any constraint is checked. */
function wrongKind(value: unknown, expected: string, path: string): never {
  throw new GameLiftFault(
    'SerializationException',
    `${kindOf(value)}_VALUE can not be converted to ${expected} at '${path}'`,
  );
}

function stringConstraints(text: string, shape: StringShape): readonly string[] {
  const found: string[] = [];
  // Lengths are counted in code points only where a text may have more UTF-16 units than allowed: the fast
  // path counts units.
  const length = text.length > (shape.max ?? Infinity) ? [...text].length : text.length;
  if (shape.max !== undefined && length > shape.max)
    found.push(`Member must have length less than or equal to ${shape.max}`);
  if (shape.min !== undefined && length < shape.min)
    found.push(`Member must have length greater than or equal to ${shape.min}`);
  if (shape.pattern !== undefined && !shape.pattern.whole.test(text))
    found.push(`Member must satisfy regular expression pattern: ${shape.pattern.source}`);
  if (shape.values !== undefined && !shape.values.includes(text))
    found.push(`Member must satisfy enum value set: [${shape.values.join(', ')}]`);
  return found;
}

function range(value: number, shape: { readonly min?: number; readonly max?: number }): readonly string[] {
  const found: string[] = [];
  if (shape.max !== undefined && value > shape.max)
    found.push(`Member must have value less than or equal to ${shape.max}`);
  if (shape.min !== undefined && value < shape.min)
    found.push(`Member must have value greater than or equal to ${shape.min}`);
  return found;
}

class Check {
  readonly violations: string[] = [];

  violated(value: unknown, path: string, constraint: string): void {
    this.violations.push(`Value ${shown(value)} at '${path}' failed to satisfy constraint: ${constraint}`);
  }

  /**
   * Walks the value. A null member counts as absent, as in AWS's own readers, and is omitted from the result.
   * Unknown members are dropped.
   */
  parse(value: unknown, shape: Shape, path: string): unknown {
    switch (shape.kind) {
      case 'string':
        if (typeof value !== 'string') return wrongKind(value, 'a String', path);
        for (const constraint of stringConstraints(value, shape)) this.violated(value, path, constraint);
        return value;
      case 'integer':
        if (typeof value !== 'number') return wrongKind(value, 'an Integer', path);
        if (!Number.isInteger(value)) this.violated(value, path, 'Member must be a whole number');
        else for (const constraint of range(value, shape)) this.violated(value, path, constraint);
        return value;
      case 'number':
        if (typeof value !== 'number') return wrongKind(value, 'a Double', path);
        if (!Number.isFinite(value)) this.violated(value, path, 'Member must be a finite number');
        else for (const constraint of range(value, shape)) this.violated(value, path, constraint);
        return value;
      case 'boolean':
        if (typeof value !== 'boolean') return wrongKind(value, 'a Boolean', path);
        return value;
      case 'timestamp':
        if (value instanceof Date) return value.getTime() / 1000;
        if (typeof value !== 'number') return wrongKind(value, 'a Timestamp', path);
        return value;
      case 'blob':
        return this.parseBlob(value, shape.max, path);
      case 'list':
        return this.parseList(value, shape, path);
      case 'map':
        return this.parseMap(value, shape, path);
      case 'structure':
        return this.parseStructure(value, shape, path);
      default:
        return shape satisfies never;
    }
  }

  parseBlob(value: unknown, max: number | undefined, path: string): Uint8Array {
    const bytes =
      value instanceof Uint8Array
        ? value
        : typeof value === 'string' && /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value)
          ? Buffer.from(value, 'base64')
          : wrongKind(value, 'a Blob', path);
    if (max !== undefined && bytes.length > max)
      this.violated(bytes, path, `Member must have length less than or equal to ${max}`);
    return bytes;
  }

  parseList(value: unknown, shape: Extract<Shape, { kind: 'list' }>, path: string): unknown[] {
    if (!Array.isArray(value)) return wrongKind(value, 'a List', path);
    if (shape.max !== undefined && value.length > shape.max)
      this.violated(value, path, `Member must have length less than or equal to ${shape.max}`);
    if (shape.min !== undefined && value.length < shape.min)
      this.violated(value, path, `Member must have length greater than or equal to ${shape.min}`);
    return value.map((item: unknown, index) => {
      const at = `${path}.${index + 1}.member`;
      if (item === null || item === undefined) {
        this.violated(item, at, 'Member must not be null');
        return item;
      }
      return this.parse(item, shape.member, at);
    });
  }

  parseMap(value: unknown, shape: Extract<Shape, { kind: 'map' }>, path: string): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array)
      return wrongKind(value, 'a Map', path);
    const parsed: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value)) {
      const wrongKey = stringConstraints(key, shape.key);
      if (wrongKey.length > 0)
        this.violated(value, path, `Map keys must satisfy constraint: [${wrongKey.join(', ')}]`);
      if (item === null || item === undefined) {
        this.violated(value, path, 'Map value must not be null');
        continue;
      }
      const inner =
        shape.value.kind === 'integer' || shape.value.kind === 'number'
          ? this.mapNumber(item, shape.value, value, path)
          : this.parse(item, shape.value, `${path}.${key}.member`);
      Object.defineProperty(parsed, key, {
        value: inner,
        enumerable: true,
        writable: true,
        configurable: true,
      }); // a key may be __proto__
    }
    return parsed;
  }

  mapNumber(
    item: unknown,
    shape: Extract<Shape, { kind: 'integer' | 'number' }>,
    map: unknown,
    path: string,
  ): number {
    if (typeof item !== 'number')
      return wrongKind(item, shape.kind === 'integer' ? 'an Integer' : 'a Double', path);
    const wrong =
      shape.kind === 'integer' && !Number.isInteger(item)
        ? ['Member must be a whole number']
        : !Number.isFinite(item)
          ? ['Member must be a finite number']
          : range(item, shape);
    if (wrong.length > 0)
      this.violated(map, path, `Map value must satisfy constraint: [${wrong.join(', ')}]`);
    return item;
  }

  parseStructure(
    value: unknown,
    shape: Extract<Shape, { kind: 'structure' }>,
    path: string,
  ): Record<string, unknown> {
    if (!isStructure(value)) return wrongKind(value, 'a Structure', path);
    const parsed: Record<string, unknown> = {};
    for (const name of shape.required) {
      if (!Object.hasOwn(value, name) || value[name] === null || value[name] === undefined)
        this.violated(null, join(path, memberName(name)), 'Member must not be null');
    }
    for (const name of Object.keys(value)) {
      const member = shape.members.get(name);
      const item = value[name];
      if (member === undefined || item === null || item === undefined) continue;
      parsed[name] = this.parse(item, member, join(path, memberName(name)));
    }
    return parsed;
  }
}

/**
 * Checks an input against the service's model and gives it its type.
 * @param name the operation
 * @param value the caller's input, decoded from JSON or CBOR
 * @throws GameLiftFault SerializationException when a value has the wrong JSON type; InvalidRequestException
 * listing every violated constraint
 */
export function parseInput<Name extends OperationName>(
  name: Name,
  value: unknown,
): OperationTypes[Name]['input'] {
  const check = new Check();
  const parsed = check.parse(value ?? {}, operationNamed(name).input, '');
  if (check.violations.length > 0) {
    const some = check.violations.slice(0, listed).join('; ');
    const errors = `validation error${check.violations.length === 1 ? '' : 's'}`;
    throw new GameLiftFault(
      'InvalidRequestException',
      `${check.violations.length} ${errors} detected: ${some}`,
    );
  }
  if (!isInput<Name>(parsed, check)) throw new Error(`the input of ${name} has violations`);
  return parsed;
}

function isStructure(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

/** The types of inputs are generated from the same model as the shapes that a check compares with. */
function isInput<Name extends OperationName>(
  parsed: unknown,
  { violations }: Check,
): parsed is OperationTypes[Name]['input'] {
  return violations.length === 0;
}
