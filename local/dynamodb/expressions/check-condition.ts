import { type AttributeValue } from 'dynalite/db';
import { type Source, type Test } from './checked-condition';
import { type Problems } from './problems';
import { type Path, pathText, type References, samePath } from './references';
import { type Condition, type FunctionCall, type Operand } from './syntax';
import { type AttributeType, attributeTypes, order, typeOf } from './value';

const functions: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};
const updateFunctions = ['if_not_exists', 'list_append'];
const ordered: readonly AttributeType[] = ['S', 'N', 'B'];

/** Turns a condition as it was written into a test; notes what is wrong with it. */
export class ConditionCheck {
  readonly paths: Path[] = [];
  readonly #references: References;
  readonly #problems: Problems;

  constructor(references: References, problems: Problems) {
    this.#references = references;
    this.#problems = problems;
  }

  /** Undefined when a problem was noted. */
  condition(condition: Condition): Test | undefined {
    switch (condition.kind) {
      case 'and':
      case 'or': {
        const left = this.condition(condition.left);
        const right = this.condition(condition.right);
        return left && right && { kind: condition.kind, left, right };
      }
      case 'not': {
        const inner = this.condition(condition.inner);
        return inner && { kind: 'not', inner };
      }
      case 'compare': {
        const { operator } = condition;
        const [left, right] = this.#operands(operator, [condition.left, condition.right]);
        if (operator !== '=' && operator !== '<>')
          for (const source of [left, right]) this.#expectType(operator, source, ordered);
        return left && right && { kind: 'compare', operator, left, right };
      }
      case 'between': {
        const { operand: wanted, low: from, high: to } = condition;
        const [operand, low, high] = this.#operands('BETWEEN', [wanted, from, to]);
        for (const source of [operand, low, high]) this.#expectType('BETWEEN', source, ordered);
        this.#checkBounds(low, high);
        return operand && low && high && { kind: 'between', operand, low, high };
      }
      case 'in': {
        const [operand, ...list] = this.#operands('IN', [condition.operand, ...condition.list]);
        const members = list.filter((one) => one !== undefined);
        return operand && members.length === list.length ? { kind: 'in', operand, list: members } : undefined;
      }
      case 'function':
        return this.#predicate(condition);
    }
  }

  /** A function that stands alone. */
  #predicate(call: FunctionCall): Test | undefined {
    if (call.name === 'size')
      this.#problems.note(
        'misusedFunction',
        'The function is not allowed to be used this way in an expression; function: size',
      );
    const operands = this.#call(call);
    const [first, second] = operands ?? [];
    if (!first) return undefined;
    switch (call.name) {
      case 'attribute_exists':
      case 'attribute_not_exists':
        if (first.kind === 'path')
          return { kind: 'exists', path: first.path, wanted: call.name === 'attribute_exists' };
        this.#problems.note(
          'type',
          `Operator or function requires a document path; operator or function: ${call.name}`,
        );
        return undefined;
      case 'attribute_type':
        return second && this.#typeTest(first, second);
      case 'begins_with':
        for (const source of [first, second]) this.#expectType('begins_with', source, ['S', 'B']);
        return second && { kind: 'beginsWith', operand: first, prefix: second };
      default:
        return second && { kind: 'contains', operand: first, part: second };
    }
  }

  #typeTest(operand: Source, wanted: Source): Test | undefined {
    const given = wanted.kind === 'value' ? wanted.value.S : undefined;
    const type = attributeTypes.find((one) => one === given);
    if (given === undefined)
      this.#problems.note(
        'type',
        'Incorrect operand type for operator or function; operator or function: attribute_type, ' +
          `operand type: ${typeOfSource(wanted) ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}'}`,
      );
    else if (type === undefined)
      this.#problems.note(
        'type',
        `Invalid attribute type name found; type: ${given}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
      );
    return type && { kind: 'type', operand, type };
  }

  /** The operands of a known function with the right number of them. */
  #call({ name, operands }: FunctionCall): ReadonlyArray<Source | undefined> | undefined {
    const count = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (count === undefined) {
      this.#problems.note(
        'unknownFunction',
        updateFunctions.includes(name)
          ? `The function is not allowed in a condition expression; function: ${name}`
          : `Invalid function name; function: ${name}`,
      );
      return undefined;
    }
    if (count !== operands.length)
      this.#problems.note(
        'operandCount',
        `Incorrect number of operands for operator or function; operator or function: ${name}, number ` +
          `of operands: ${operands.length}`,
      );
    return this.#operands(name, operands);
  }

  /** @param operator its name in the service's words */
  #operands(operator: string, operands: readonly Operand[]): ReadonlyArray<Source | undefined> {
    const sources = operands.map((operand) => this.#source(operand));
    const [first, ...others] = sources;
    if (first?.kind === 'path') {
      const { path } = first;
      if (others.some((other) => other?.kind === 'path' && samePath(path, other.path)))
        this.#problems.note(
          'distinct',
          'The first operand must be distinct from the remaining operands for this operator or ' +
            `function; operator: ${operator}, first operand: ${pathText(path)}`,
        );
    }
    return sources;
  }

  #source(operand: Operand): Source | undefined {
    switch (operand.kind) {
      case 'path': {
        const path = this.#references.path(operand.steps, this.#problems);
        if (!path) return undefined;
        this.paths.push(path);
        return { kind: 'path', path };
      }
      case 'value': {
        const value = this.#references.value(operand.placeholder, this.#problems);
        return value && { kind: 'value', value };
      }
      case 'function': {
        const [of] = this.#call(operand) ?? [];
        if (operand.name !== 'size') {
          this.#problems.note(
            'misusedFunction',
            `The function is not allowed to be used this way in an expression; function: ${operand.name}`,
          );
          return undefined;
        }
        this.#expectType('size', of, ['S', 'B', 'SS', 'NS', 'BS', 'L', 'M']);
        return of && { kind: 'size', of };
      }
      case 'arithmetic':
        throw new Error('conditions have no arithmetic');
    }
  }

  #expectType(operator: string, source: Source | undefined, wanted: readonly AttributeType[]): void {
    const type = source && typeOfSource(source);
    if (type !== undefined && !wanted.includes(type))
      this.#problems.note(
        'type',
        `Incorrect operand type for operator or function; operator or function: ${operator}, operand ` +
          `type: ${type}`,
      );
  }

  #checkBounds(low: Source | undefined, high: Source | undefined): void {
    if (low?.kind !== 'value' || high?.kind !== 'value') return;
    const bounds =
      `lower bound operand: AttributeValue: ${boundText(low.value)}, upper bound operand: ` +
      `AttributeValue: ${boundText(high.value)}`;
    const difference = order(low.value, high.value);
    if (typeOf(low.value) !== typeOf(high.value))
      this.#problems.note(
        'type',
        `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`,
      );
    else if (difference !== undefined && difference > 0)
      this.#problems.note(
        'type',
        `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
      );
  }
}

/** The type that is known before there is an item. */
function typeOfSource(source: Source): AttributeType | undefined {
  if (source.kind === 'value') return typeOf(source.value);
  return source.kind === 'size' ? 'N' : undefined;
}

function boundText(value: AttributeValue): string {
  const type = typeOf(value);
  return `{${type}:${String(value[type])}}`;
}
