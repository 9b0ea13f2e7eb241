import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { type Template } from '../../../templates';

/**
 * Checks templates against AWS's own description of its resource types: unknown and missing properties, wrong
 * kinds, values, references.
 */
const specification = loadAwsServiceSpecSync();

type Resource = ReturnType<typeof resourceType>;
type Property = NonNullable<Resource>['properties'][string];
type PropertyType = Property['type'];

function resourceType(type: string) {
  return specification.lookup('resource', 'cloudFormationType', 'equals', type)[0];
}

const isFunction = (value: unknown): boolean =>
  value !== null &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  Object.keys(value).length === 1 &&
  /^(Ref|Fn::)/.test(Object.keys(value)[0] ?? '');

function check(type: PropertyType, value: unknown, at: string, errors: string[]): void {
  if (value === undefined || isFunction(value)) return;
  switch (type.type) {
    case 'string':
      if (typeof value !== 'string') errors.push(`${at}: expected string`);
      else if (type.allowedValues !== undefined && !type.allowedValues.includes(value))
        errors.push(`${at}: ${value} is not one of ${type.allowedValues.join(', ')}`);
      return;
    case 'integer':
      if (!Number.isInteger(value)) errors.push(`${at}: expected integer`);
      return;
    case 'number':
      if (typeof value !== 'number') errors.push(`${at}: expected number`);
      return;
    case 'boolean':
      if (typeof value !== 'boolean') errors.push(`${at}: expected boolean`);
      return;
    case 'array':
      if (!Array.isArray(value)) errors.push(`${at}: expected list`);
      else value.forEach((member, index) => check(type.element, member, `${at}[${index}]`, errors));
      return;
    case 'ref':
      checkProperties(specification.get('typeDefinition', type.reference.$ref).properties, value, at, errors);
      return;
    default:
  }
}

function checkProperties(
  known: Readonly<Record<string, Property>>,
  value: unknown,
  at: string,
  errors: string[],
): void {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    errors.push(`${at}: expected object`);
    return;
  }
  const given = new Map(Object.entries(value));
  for (const [name, member] of given) {
    const property = known[name];
    if (property === undefined) errors.push(`${at}.${name}: unknown property`);
    else check(property.type, member, `${at}.${name}`, errors);
  }
  for (const [name, property] of Object.entries(known))
    if (property.required === true && !given.has(name)) errors.push(`${at}.${name}: required`);
}

/** All faults that CloudFormation would report, one line each. */
export function templateErrors(template: Template): readonly string[] {
  const errors: string[] = [];
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    const type = resourceType(Type);
    if (type === undefined) errors.push(`${id}: unknown type ${Type}`);
    else checkProperties(type.properties, Properties, id, errors);
  }
  const ids = new Set([...Object.keys(template.Resources), ...Object.keys(template.Parameters)]);
  JSON.stringify(template, (key, value: unknown) => {
    if (key === 'Ref' && typeof value === 'string' && !ids.has(value) && !value.startsWith('AWS::'))
      errors.push(`Ref to unknown ${value}`);
    if (key === 'Fn::GetAtt' && Array.isArray(value)) {
      const [id, attribute] = value.map(String);
      const type = resourceType(template.Resources[id ?? '']?.Type ?? '');
      if (type === undefined) errors.push(`GetAtt of unknown ${id}`);
      else if (
        type.attributes[attribute ?? ''] === undefined &&
        type.properties[attribute ?? ''] === undefined
      )
        errors.push(`GetAtt ${id}.${attribute}: no such attribute`);
    }
    return value;
  });
  return errors;
}

/** Properties of a resource type whose change replaces the resource. */
export function replacingProperties(type: string): readonly string[] {
  return Object.entries(resourceType(type)?.properties ?? {})
    .filter(([, property]) => property.causesReplacement === 'yes')
    .map(([name]) => name);
}
