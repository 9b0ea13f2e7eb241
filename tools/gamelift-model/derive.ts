/**
 * Converts botocore's description of a service to the two files that the local GameLift is built on. They
 * contain facts only: names, types, limits.
 */

/** One shape of the service, in the form of service.json. */
export interface ShapeFacts {
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

export interface ServiceFacts {
  readonly apiVersion: string;
  readonly targetPrefix: string;
  readonly operations: Readonly<
    Record<string, { readonly input?: string; readonly output?: string; readonly errors: readonly string[] }>
  >;
  readonly faults: Readonly<Record<string, { readonly status: number }>>;
  readonly shapes: Readonly<Record<string, ShapeFacts>>;
}

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record(value: unknown, path: string): Json {
  if (!isJson(value)) throw new TypeError(`${path} is not an object`);
  return value;
}

function text(value: unknown, path: string): string {
  if (typeof value !== 'string') throw new TypeError(`${path} is not a string`);
  return value;
}

const reference = (value: unknown, path: string): string => text(record(value, path).shape, `${path}.shape`);
const sorted = <Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

function shapeFacts(name: string, given: Json): ShapeFacts {
  return {
    type: text(given.type, `${name}.type`),
    ...(given.members === undefined
      ? {}
      : {
          members: Object.fromEntries(
            Object.entries(record(given.members, `${name}.members`)).map(([key, member]) => [
              key,
              reference(member, `${name}.${key}`),
            ]),
          ),
        }),
    ...(Array.isArray(given.required)
      ? { required: given.required.map((member) => text(member, `${name}.required`)) }
      : {}),
    ...(given.member === undefined ? {} : { member: reference(given.member, `${name}.member`) }),
    ...(given.key === undefined ? {} : { key: reference(given.key, `${name}.key`) }),
    ...(given.value === undefined ? {} : { value: reference(given.value, `${name}.value`) }),
    ...(typeof given.min === 'number' ? { min: given.min } : {}),
    ...(typeof given.max === 'number' ? { max: given.max } : {}),
    ...(typeof given.pattern === 'string' ? { pattern: given.pattern } : {}),
    ...(Array.isArray(given.enum) ? { enum: given.enum.map((value) => text(value, `${name}.enum`)) } : {}),
  };
}

/**
 * Reads a `service-2.json` of botocore.
 * @param description the parsed file
 * @throws TypeError naming the place where the file has an unexpected form
 */
export function deriveService(description: unknown): ServiceFacts {
  const service = record(description, 'service');
  const metadata = record(service.metadata, 'metadata');
  const shapes = Object.entries(record(service.shapes, 'shapes')).map(
    ([name, shape]) => [name, record(shape, name)] as const,
  );
  const operations = Object.entries(record(service.operations, 'operations')).map(([name, given]) => {
    const operation = record(given, name);
    return [
      name,
      {
        ...(operation.input === undefined ? {} : { input: reference(operation.input, `${name}.input`) }),
        ...(operation.output === undefined ? {} : { output: reference(operation.output, `${name}.output`) }),
        errors: (Array.isArray(operation.errors) ? operation.errors : [])
          .map((error) => reference(error, `${name}.errors`))
          .sort(),
      },
    ] as const;
  });
  const faults = shapes
    .filter(([, shape]) => shape.exception === true)
    .map(([name, shape]) => [name, { status: shape.fault === true ? 500 : 400 }] as const);
  return {
    apiVersion: text(metadata.apiVersion, 'metadata.apiVersion'),
    targetPrefix: text(metadata.targetPrefix, 'metadata.targetPrefix'),
    operations: sorted(operations),
    faults: sorted(faults),
    shapes: sorted(
      shapes
        .filter(([, shape]) => shape.exception !== true)
        .map(([name, shape]) => [name, shapeFacts(name, shape)] as const),
    ),
  };
}

/** One line per shape, so that the diff between two versions of the service is readable. */
export function formatService(service: ServiceFacts): string {
  const lines = (values: Readonly<Record<string, unknown>>): string =>
    Object.entries(values)
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(',\n');
  return `{
  "apiVersion": ${JSON.stringify(service.apiVersion)},
  "targetPrefix": ${JSON.stringify(service.targetPrefix)},
  "operations": {
${lines(service.operations)}
  },
  "faults": {
${lines(service.faults)}
  },
  "shapes": {
${lines(service.shapes)}
  }
}
`;
}

/** The TypeScript type of a shape where it is used. */
function inlineType(service: ServiceFacts, name: string): string {
  const shape = service.shapes[name];
  if (shape === undefined) throw new TypeError(`no shape ${name}`);
  switch (shape.type) {
    case 'structure':
      return name;
    case 'list':
      return `ReadonlyArray<${inlineType(service, shape.member ?? '')}>`;
    case 'map':
      return `Readonly<Record<string, ${inlineType(service, shape.value ?? '')}>>`;
    case 'string':
      return shape.enum === undefined ? 'string' : name;
    case 'integer':
    case 'long':
    case 'double':
    case 'float':
    case 'timestamp':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'blob':
      return 'Uint8Array';
    default:
      throw new TypeError(`shape ${name} has the unknown type ${shape.type}`);
  }
}

/**
 * The same facts as TypeScript: one interface per structure, and the inputs and outputs of every operation by
 * name.
 */
export function formatTypes(service: ServiceFacts): string {
  const declarations = Object.entries(service.shapes).flatMap(([name, shape]) => {
    if (shape.type === 'string' && shape.enum !== undefined)
      return [`export type ${name} = ${shape.enum.map((value) => `'${value}'`).join(' | ')};`];
    if (shape.type !== 'structure') return [];
    const members = Object.entries(shape.members ?? {}).map(
      ([member, type]) =>
        `  readonly ${member}${shape.required?.includes(member) ? '' : '?'}: ${inlineType(service, type)};`,
    );
    return [
      members.length === 0
        ? `export type ${name} = Readonly<Record<string, never>>;`
        : `export interface ${name} {\n${members.join('\n')}\n}`,
    ];
  });
  const operations = Object.entries(service.operations).map(
    ([name, { input, output }]) =>
      `  ${name}: { readonly input: ${input ?? 'Readonly<Record<string, never>>'}; readonly output: ` +
      `${output ?? 'Readonly<Record<string, never>>'} };`,
  );
  const version = service.apiVersion;
  return `/**
 * Written by tools/gamelift-model from the service's description (API version ${version}); not by hand.
 * Times are seconds since the epoch, blobs are bytes.
 */

${declarations.join('\n')}

/** Inputs and outputs of every operation of the service. */
export interface OperationTypes {
${operations.join('\n')}
}

export type FaultName = ${Object.keys(service.faults)
    .map((name) => `'${name}'`)
    .join(' | ')};
`;
}
