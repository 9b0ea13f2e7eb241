import { type AttributeValue, type Item } from 'dynalite/db';

/** Fields of a request whose shapes were checked (dynalite.ts): what is there has its declared type. */
type Request = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string; undefined where the field is absent or has another type. */
export function text(request: Request, field: string): string | undefined {
  const value = request[field];
  return typeof value === 'string' ? value : undefined;
}

export function numberIn(request: Request, field: string): number | undefined {
  const value = request[field];
  return typeof value === 'number' ? value : undefined;
}

/** Absent counts as false, as for DynamoDB. */
export function flag(request: Request, field: string): boolean {
  return request[field] === true;
}

/** Attribute values by name: an item, a key, values of expressions. */
export function attributes(request: Request, field: string): Item | undefined {
  const value = request[field];
  return isAttributes(value) ? value : undefined;
}

/** Texts by name. */
export function names(request: Request, field: string): Readonly<Record<string, string>> | undefined {
  const value = request[field];
  return isNames(value) ? value : undefined;
}

/** A list of strings; undefined where one of them is not a string. */
export function texts(request: Request, field: string): readonly string[] | undefined {
  const value = request[field];
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
}

/** A structure whose members are optional; without members where it is absent. */
export function structure(request: Request, field: string): Request {
  const value = request[field];
  return isRecord(value) ? value : {};
}

/** Structures by name, such as Expected. */
export function structures<Structure extends object>(
  request: Request,
  field: string,
): Readonly<Record<string, Structure>> | undefined {
  const value = request[field];
  return isStructures<Structure>(value) ? value : undefined;
}

export function isItem(value: unknown): value is Item {
  return isAttributes(value);
}

function isAttributes(value: unknown): value is Readonly<Record<string, AttributeValue>> {
  return isRecord(value) && Object.values(value).every(isRecord);
}

function isNames(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((one) => typeof one === 'string');
}

/** The members' shape is what the request's rules declare. */
function isStructures<Structure extends object>(
  value: unknown,
): value is Readonly<Record<string, Structure>> {
  return isRecord(value) && Object.values(value).every(isRecord);
}
