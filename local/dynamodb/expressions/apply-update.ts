import { type AttributeValue, type Item } from 'dynalite/db';
import { type DynamoDbError, invalid } from '../errors';
import { addDecimals, decimalText, limitBroken, negate } from './decimal';
import { valueAt } from './evaluate';
import { type Path } from './references';
import { type Change, type Term } from './update';
import { decimalOf, typeOf } from './value';

const wrongType = (): DynamoDbError =>
  invalid('An operand in the update expression has an incorrect data type');
const wrongPath = (): DynamoDbError =>
  invalid('The document path provided in the update expression is invalid for update');

/** The value that a change leaves at its path; undefined: none. */
interface Outcome {
  readonly path: Path;
  readonly value: AttributeValue | undefined;
}

/** The changes below a step of a path. */
interface Node {
  readonly members: Map<string | number, Node>;
  outcome?: Outcome;
}

/**
 * An item after an update. All values are taken from the item as it was; elements of lists are removed last,
 * by the places they had (reference of UpdateItem, UpdateExpression).
 * @throws DynamoDbError ValidationException
 */
export function applyUpdate(item: Item, changes: readonly Change[]): Item {
  const root: Node = { members: new Map() };
  for (const change of changes) {
    requireParent(item, change.path);
    const outcome = { path: change.path, value: outcomeOf(change, item) };
    let at = root;
    for (const step of change.path) {
      const next = at.members.get(step) ?? { members: new Map() };
      at.members.set(step, next);
      at = next;
    }
    at.outcome = outcome;
  }
  return applyToMembers(item, root);
}

/** A value that a term stands for. @throws DynamoDbError */
function resolve(term: Term, item: Item): AttributeValue {
  switch (term.kind) {
    case 'value':
      return term.value;
    case 'path': {
      const value = valueAt(item, term.path);
      if (value) return value;
      throw invalid('The provided expression refers to an attribute that does not exist in the item');
    }
    case 'ifNotExists': {
      // Both operands must be there, also the operand that is not needed (measured on DynamoDB Local 3.3).
      const otherwise = resolve(term.otherwise, item);
      return valueAt(item, term.path) ?? otherwise;
    }
    case 'append': {
      const first = resolve(term.first, item).L;
      const second = resolve(term.second, item).L;
      if (!first || !second) throw wrongType();
      return { L: [...first, ...second] };
    }
    case 'sum': {
      const left = resolve(term.left, item).N;
      const right = resolve(term.right, item).N;
      if (left === undefined || right === undefined) throw wrongType();
      return sum(left, right, term.negative);
    }
  }
}

function sum(left: string, right: string, negative: boolean): AttributeValue {
  const second = decimalOf(right);
  const total = addDecimals(decimalOf(left), negative ? negate(second) : second);
  const broken = limitBroken(total);
  if (broken !== undefined) throw invalid(broken);
  return { N: decimalText(total) };
}

function outcomeOf(change: Change, item: Item): AttributeValue | undefined {
  switch (change.kind) {
    case 'remove':
      return undefined;
    case 'set':
      return resolve(change.term, item);
    case 'add':
      return addTo(valueAt(item, change.path), change.value);
    case 'delete':
      return removeFrom(valueAt(item, change.path), change.value);
  }
}

function addTo(current: AttributeValue | undefined, more: AttributeValue): AttributeValue {
  if (!current) return more;
  if (typeOf(current) !== typeOf(more)) throw wrongType();
  if (current.N !== undefined && more.N !== undefined) return sum(current.N, more.N, false);
  const union = (left: readonly string[], right: readonly string[]): string[] => [
    ...new Set([...left, ...right]),
  ];
  if (current.L && more.L) return { L: [...current.L, ...more.L] };
  if (current.SS && more.SS) return { SS: union(current.SS, more.SS) };
  if (current.NS && more.NS) return { NS: union(current.NS, more.NS) };
  if (current.BS && more.BS) return { BS: union(current.BS, more.BS) };
  throw wrongType();
}

function removeFrom(current: AttributeValue | undefined, less: AttributeValue): AttributeValue | undefined {
  if (!current) return undefined;
  if (typeOf(current) !== typeOf(less)) throw wrongType();
  const rest = (left: readonly string[], right: readonly string[]): string[] =>
    left.filter((member) => !right.includes(member));
  for (const type of ['SS', 'NS', 'BS'] as const) {
    const [members, gone] = [current[type], less[type]];
    if (!members || !gone) continue;
    const left = rest(members, gone);
    return left.length > 0 ? { [type]: left } : undefined;
  }
  throw wrongType();
}

function requireParent(item: Item, path: Path): void {
  const [first, ...rest] = path;
  const step = rest.pop();
  if (step === undefined) return;
  const parent = valueAt(item, [first, ...rest]);
  if (!(typeof step === 'number' ? parent?.L : parent?.M)) throw wrongPath();
}

function applyNode(value: AttributeValue, node: Node): AttributeValue {
  if (value.M) return { M: applyToMembers(value.M, node) };
  return value.L ? { L: applyToElements(value.L, node) } : value;
}

function applyToMembers(members: Readonly<Record<string, AttributeValue>>, node: Node): Item {
  const after = new Map(Object.entries(members));
  for (const [step, below] of node.members) {
    if (typeof step !== 'string') continue;
    const before = after.get(step);
    const value = below.outcome ? below.outcome.value : before && applyNode(before, below);
    if (value === undefined) after.delete(step);
    else after.set(step, value);
  }
  return Object.fromEntries(after);
}

/** Places beyond the end are filled in the order of their numbers, one after the other. */
function applyToElements(elements: readonly AttributeValue[], node: Node): readonly AttributeValue[] {
  const after: Array<AttributeValue | undefined> = [...elements];
  const beyond: Array<{ readonly step: number; readonly value: AttributeValue }> = [];
  for (const [step, below] of node.members) {
    if (typeof step !== 'number') continue;
    const before = elements[step];
    const value = below.outcome ? below.outcome.value : before && applyNode(before, below);
    if (step < elements.length) after[step] = value;
    else if (value !== undefined) beyond.push({ step, value });
  }
  beyond.sort((left, right) => left.step - right.step);
  return [...after, ...beyond.map(({ value }) => value)].filter((value) => value !== undefined);
}
