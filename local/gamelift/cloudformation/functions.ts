/**
 * CloudFormation's intrinsic functions: the references in an expression, and its value once they are known.
 */
import { validationError } from './errors';
import { isMap, type ParsedTemplate, type TemplateValue, type ValueMap, isList } from './template';
import { splitAttribute } from './template-text';

/** Resolves the names in an expression. Both methods throw when the name has no value yet. */
export interface Scope {
  /** A parameter, a pseudo parameter or a resource's physical id. `undefined` is AWS::NoValue. */
  ref(name: string): TemplateValue | undefined;
  attribute(resource: string, attribute: string): TemplateValue;
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): TemplateValue;
  /** The value that another stack exports under the name. */
  imported(name: string): TemplateValue;
}

const pseudo = new Set([
  'AWS::Region',
  'AWS::AccountId',
  'AWS::StackName',
  'AWS::StackId',
  'AWS::Partition',
  'AWS::URLSuffix',
  'AWS::NoValue',
  'AWS::NotificationARNs',
]);
export const isPseudoParameter = (name: string): boolean => pseudo.has(name);

const functionNames = new Set([
  'Ref',
  'Condition',
  ...'GetAtt Sub Join Split Select FindInMap Base64 If Equals Not And Or ImportValue'
    .split(' ')
    .map((name) => `Fn::${name}`),
]);

/**
 * The name and argument when the map is a function call, such as `{"Fn::Join": […]}`.
 * @throws CloudFormationError ValidationError for an unsupported function
 */
function call(value: ValueMap): { readonly name: string; readonly argument: TemplateValue } | undefined {
  const keys = Object.keys(value);
  const name = keys[0];
  if (name === undefined || !(name === 'Ref' || name === 'Condition' || name.startsWith('Fn::')))
    return undefined;
  // A property may be called Condition; the function takes a single name.
  if (name === 'Condition' && (keys.length !== 1 || typeof value[name] !== 'string')) return undefined;
  if (keys.length !== 1)
    throw validationError(`Template format error: ${name} must be the only key of its object.`);
  if (!functionNames.has(name))
    throw validationError(
      `Template format error: unsupported function ${name}; the local CloudFormation knows ` +
        `${[...functionNames].join(', ')}.`,
    );
  return { name, argument: value[name] ?? null };
}

/** The target of a Ref, or of an Fn::GetAtt with its attribute. */
export interface RefTarget {
  readonly name: string;
  readonly attribute?: string;
}

/** Every Ref, Fn::GetAtt and `${…}` below a value, in order of appearance. */
export function references(value: TemplateValue): RefTarget[] {
  if (Array.isArray(value)) return value.flatMap((item: TemplateValue) => references(item));
  if (!isMap(value)) return [];
  const called = call(value);
  if (!called) return Object.values(value).flatMap((item) => references(item));
  switch (called.name) {
    case 'Ref':
      return [{ name: stringArgument('Ref', called.argument) }];
    case 'Fn::GetAtt': {
      const [name, attribute] = attributeArgument(called.argument);
      return [{ name, attribute }];
    }
    case 'Fn::Sub': {
      const { text, names } = substitution(called.argument);
      const own = placeholders(text)
        .filter((placeholder) => !Object.hasOwn(names, placeholder))
        .map(placeholderReference);
      return [...own, ...Object.values(names).flatMap((item) => references(item))];
    }
    default:
      return references(called.argument);
  }
}

/**
 * @throws CloudFormationError ValidationError when a function is unknown or misused, or when `scope` does not
 * know a name
 */
export function evaluate(value: TemplateValue, scope: Scope): TemplateValue | undefined {
  if (Array.isArray(value))
    return value.map((item: TemplateValue) => evaluate(item, scope)).filter((item) => item !== undefined);
  if (!isMap(value)) return value;
  const called = call(value);
  if (called) return apply(called.name, called.argument, scope);
  const result: Record<string, TemplateValue> = {};
  for (const [key, item] of Object.entries(value)) {
    const evaluated = evaluate(item, scope);
    if (evaluated !== undefined) result[key] = evaluated;
  }
  return result;
}

function apply(name: string, argument: TemplateValue, scope: Scope): TemplateValue | undefined {
  switch (name) {
    case 'Ref':
      return scope.ref(stringArgument('Ref', argument));
    case 'Condition':
      return scope.condition(stringArgument('Condition', argument));
    case 'Fn::GetAtt':
      return scope.attribute(...attributeArgument(argument));
    case 'Fn::Sub':
      return substituted(name, argument, scope);
    case 'Fn::Join':
      return joined(name, argument, scope);
    case 'Fn::Split':
      return splitText(name, argument, scope);
    case 'Fn::Select':
      return selected(name, argument, scope);
    case 'Fn::FindInMap': {
      const [map, first, second] = listArgument(name, argument, 3).map((item) =>
        asText(name, evaluate(item, scope)),
      );
      return scope.mapping(map ?? '', first ?? '', second ?? '');
    }
    case 'Fn::Base64':
      return Buffer.from(asText(name, evaluate(argument, scope))).toString('base64');
    case 'Fn::If': {
      const [condition, yes, no] = listArgument(name, argument, 3);
      return evaluate((scope.condition(stringArgument(name, condition ?? null)) ? yes : no) ?? null, scope);
    }
    case 'Fn::Equals': {
      const [left, right] = listArgument(name, argument, 2).map((item) => evaluate(item, scope));
      return typeof left === 'object' || typeof right === 'object'
        ? JSON.stringify(left) === JSON.stringify(right)
        : String(left) === String(right);
    }
    case 'Fn::Not':
      return !isTrue(evaluate(listArgument(name, argument, 1)[0] ?? null, scope));
    case 'Fn::And':
      return listArgument(name, argument).every((item) => isTrue(evaluate(item, scope)));
    case 'Fn::Or':
      return listArgument(name, argument).some((item) => isTrue(evaluate(item, scope)));
    case 'Fn::ImportValue':
      return scope.imported(asText(name, evaluate(argument, scope)));
    default:
      throw validationError(`Template format error: unsupported function ${name}`);
  }
}

function substituted(name: string, argument: TemplateValue, scope: Scope): string {
  const { text, names } = substitution(argument);
  return text.replace(placeholder, (_whole, literal: string | undefined, inner: string) => {
    if (literal === '!') return `\${${inner}}`;
    const key = inner.trim();
    if (Object.hasOwn(names, key)) return asText(name, evaluate(names[key] ?? null, scope));
    const { name: target, attribute } = placeholderReference(key);
    return asText(name, attribute === undefined ? scope.ref(target) : scope.attribute(target, attribute));
  });
}

function joined(name: string, argument: TemplateValue, scope: Scope): string {
  const [delimiter, items] = listArgument(name, argument, 2);
  const parts = evaluate(items ?? null, scope);
  if (typeof delimiter !== 'string' || !Array.isArray(parts))
    throw validationError(
      'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) ' +
        'a list of strings to be joined or a function that returns a list of strings (such as ' +
        'Fn::GetAZs) to be joined.',
    );
  return parts.map((part: TemplateValue) => asText(name, part)).join(delimiter);
}

function splitText(name: string, argument: TemplateValue, scope: Scope): readonly string[] {
  const [delimiter, source] = listArgument(name, argument, 2);
  if (typeof delimiter !== 'string')
    throw validationError(
      'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) ' +
        'a string to be split or a function that returns a string to be split.',
    );
  return asText(name, evaluate(source ?? null, scope)).split(delimiter);
}

function selected(name: string, argument: TemplateValue, scope: Scope): TemplateValue {
  const [index, items] = listArgument(name, argument, 2);
  const list = evaluate(items ?? null, scope);
  const chosen = isList(list) ? list[Number(evaluate(index ?? null, scope))] : undefined;
  if (chosen === undefined)
    throw validationError(
      'Template error: Fn::Select cannot select nonexistent value at index ' + JSON.stringify(index),
    );
  return chosen;
}

const isTrue = (value: TemplateValue | undefined): boolean => value === true || value === 'true';

const placeholder = /\$\{(!?)([^}]*)\}/g;
const placeholders = (text: string): string[] =>
  [...text.matchAll(placeholder)].filter((match) => match[1] !== '!').map((match) => (match[2] ?? '').trim());
function placeholderReference(inner: string): RefTarget {
  if (!inner.includes('.')) return { name: inner };
  const [name, attribute] = splitAttribute(inner);
  return { name, attribute };
}

function substitution(argument: TemplateValue): { readonly text: string; readonly names: ValueMap } {
  if (typeof argument === 'string') return { text: argument, names: {} };
  const [text, names] = isList(argument) ? argument : [];
  if (typeof text !== 'string' || !isMap(names))
    throw validationError(
      "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. " +
        'Specify a string as first argument, and an optional second argument to specify a mapping of ' +
        'values to replace in the string',
    );
  return { text, names };
}

function stringArgument(name: string, argument: TemplateValue): string {
  if (typeof argument !== 'string')
    throw validationError(
      `Template format error: Unresolved resource dependencies: every ${name} object must have a ` +
        'single String value.',
    );
  return argument;
}

function attributeArgument(argument: TemplateValue): [string, string] {
  if (typeof argument === 'string') return splitAttribute(argument);
  const [name, ...rest] = isList(argument) ? argument : [];
  if (typeof name !== 'string' || rest.length === 0 || !rest.every((part) => typeof part === 'string'))
    throw validationError(
      'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name ' +
        'and the resource attribute',
    );
  return [name, rest.join('.')];
}

function listArgument(name: string, argument: TemplateValue, length?: number): readonly TemplateValue[] {
  if (!isList(argument) || (length !== undefined && argument.length !== length))
    throw validationError(
      `Template error: every ${name} object requires ${length ?? 'a list of'} parameters.`,
    );
  return argument;
}

function asText(name: string, value: TemplateValue | undefined): string {
  if (value === undefined || value === null || typeof value === 'object')
    throw validationError(
      `Template error: ${name} needs a string, number or boolean, not ${JSON.stringify(value)}`,
    );
  return String(value);
}

/**
 * Evaluates the template's conditions; they may use parameters, mappings and one another.
 * @throws CloudFormationError ValidationError for an unknown condition or a circle
 */
export function conditionEvaluator(
  template: ParsedTemplate,
  scope: Pick<Scope, 'ref' | 'mapping'>,
): (name: string) => boolean {
  const known = new Map<string, boolean>();
  const underway = new Set<string>();
  const condition = (name: string): boolean => {
    const settled = known.get(name);
    if (settled !== undefined) return settled;
    const body = template.conditions[name];
    if (body === undefined)
      throw validationError(`Template format error: Unresolved condition dependency ${name}`);
    if (underway.has(name))
      throw validationError(`Template error: Found circular condition dependency: ${name}`);
    underway.add(name);
    const forbidden = (called: string) => (): never => {
      throw validationError(`Template error: ${called} cannot be used in condition ${name}`);
    };
    const value = isTrue(
      evaluate(body, {
        ...scope,
        condition,
        attribute: forbidden('Fn::GetAtt'),
        imported: forbidden('Fn::ImportValue'),
      }),
    );
    known.set(name, value);
    return value;
  };
  return condition;
}
