import * as z from 'zod/mini';
import { commandId, type CommandId, idPatterns } from '../../core/ids';
import { offerKinds, type OfferKind } from '../../core/match/log';
import { opCode, payloadLimit } from './op-codes';
import { type RefusalCode } from './refusals';

const utf8 = new TextDecoder('utf-8', { fatal: true });

// zod/mini, since these schemas are in the bundles of the script and of the browser.
const id = z.pipe(
  z.string().check(z.regex(idPatterns.commandId)),
  z.transform((text: string) => commandId(text)),
);
const sequence = z.int().check(z.gte(0), z.lte(1_000_000));

const schemas = {
  [opCode.command]: z.strictObject({ id, seen: sequence, command: z.unknown() }),
  [opCode.resign]: z.strictObject({ id }),
  [opCode.offer]: z.strictObject({ id, offer: z.enum(offerKinds) }),
  [opCode.answer]: z.strictObject({ id, offer: z.enum(offerKinds), accept: z.boolean() }),
  [opCode.sync]: z.strictObject({ after: sequence }),
  [opCode.abort]: z.strictObject({ id }),
  [opCode.vacation]: z.strictObject({ id, days: z.int().check(z.gte(1), z.lte(365)) }),
  [opCode.ping]: z.strictObject({ n: z.int() }),
  [opCode.pong]: z.strictObject({ n: z.int() }),
} as const;

/** A message to the script, as read from the wire. */
export type ToScript =
  /**
   * A command of the game. `seen`: the newest sequence number that the player knew; `command`: JSON for the
   * game's rules.
   */
  | { readonly kind: 'command'; readonly id: CommandId; readonly seen: number; readonly command: unknown }
  | { readonly kind: 'resign'; readonly id: CommandId }
  | { readonly kind: 'offer'; readonly id: CommandId; readonly offer: OfferKind }
  | { readonly kind: 'answer'; readonly id: CommandId; readonly offer: OfferKind; readonly accept: boolean }
  /** A request for all entries after a sequence number. */
  | { readonly kind: 'sync'; readonly after: number }
  /** Ends the match, while a seat has not played yet. */
  | { readonly kind: 'abort'; readonly id: CommandId }
  /** In matches of days: additional days for the running turn. */
  | { readonly kind: 'vacation'; readonly id: CommandId; readonly days: number }
  /** A request for a pong with the same number. */
  | { readonly kind: 'ping'; readonly n: number }
  /** The answer to a ping of the script. */
  | { readonly kind: 'pong'; readonly n: number };

/** A message that asks for an entry of the log. */
export type SeatCommand = Extract<ToScript, { readonly id: CommandId }>;

/**
 * A datagram names its sender by peer id alone, so any process on a player's address can send one in the
 * player's name. Messages that change or cost something are accepted only with the secret of the connection's
 * *welcome*. Pings and pongs do neither.
 */
export const needsSecret = ({ kind }: ToScript): boolean => kind !== 'ping' && kind !== 'pong';

export interface Unreadable {
  readonly code: Extract<RefusalCode, 'malformed' | 'too-large' | 'invalid-message' | 'unknown-op-code'>;
  /** Names the field and the limit. */
  readonly message: string;
  /** The sender's id of the command, if it could be read. */
  readonly id: CommandId | null;
  /** The secret of the message. */
  readonly secret: string | undefined;
}

/** A message with its secret. */
export interface ReadToScript {
  readonly message: ToScript;
  readonly secret: string | undefined;
}

/**
 * Reads a message to the script. It never throws.
 * @param code op code as received
 * @param payload bytes as received
 */
export function readToScript(
  code: number,
  payload: Uint8Array,
): ReadToScript | { readonly unreadable: Unreadable } {
  let secret: string | undefined;
  const unreadable = (why: Unreadable['code'], message: string, of: CommandId | null = null) => ({
    unreadable: { code: why, message, id: of, secret },
  });
  if (payload.byteLength > payloadLimit)
    return unreadable(
      'too-large',
      `a payload has at most ${payloadLimit} bytes; this one has ${payload.byteLength}`,
    );
  if (!isOurs(code))
    return unreadable(
      'unknown-op-code',
      `no message has op code ${code}; there are ${Object.keys(schemas).join(', ')}`,
    );
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode(payload));
  } catch {
    return unreadable('malformed', 'the payload is not JSON in UTF-8');
  }
  if (typeof json === 'object' && json !== null && 'secret' in json) {
    const { secret: given, ...fields } = json;
    if (typeof given !== 'string')
      return unreadable('invalid-message', 'secret must be of type string', idOf(fields));
    secret = given;
    json = fields;
  }
  switch (code) {
    case opCode.command:
      return accept(schemas[code], json, (fields) => ({ kind: 'command', ...fields }));
    case opCode.resign:
      return accept(schemas[code], json, (fields) => ({ kind: 'resign', ...fields }));
    case opCode.offer:
      return accept(schemas[code], json, (fields) => ({ kind: 'offer', ...fields }));
    case opCode.answer:
      return accept(schemas[code], json, (fields) => ({ kind: 'answer', ...fields }));
    case opCode.sync:
      return accept(schemas[code], json, (fields) => ({ kind: 'sync', ...fields }));
    case opCode.abort:
      return accept(schemas[code], json, (fields) => ({ kind: 'abort', ...fields }));
    case opCode.vacation:
      return accept(schemas[code], json, (fields) => ({ kind: 'vacation', ...fields }));
    case opCode.ping:
      return accept(schemas[code], json, (fields) => ({ kind: 'ping', ...fields }));
    case opCode.pong:
      return accept(schemas[code], json, (fields) => ({ kind: 'pong', ...fields }));
  }

  function accept<Fields>(
    schema: z.ZodMiniType<Fields>,
    value: unknown,
    build: (fields: Fields) => ToScript,
  ) {
    const read = schema.safeParse(value);
    if (read.success) return { message: build(read.data), secret };
    return unreadable(
      'invalid-message',
      read.error.issues.slice(0, 3).map(describeIssue).join('; '),
      idOf(value),
    );
  }
}

/**
 * The op code and the payload of a message to the script.
 * @param secret of the connection's *welcome*
 */
export function writeToScript(
  message: ToScript,
  secret?: string,
): { readonly opCode: number; readonly payload: string } {
  const { kind, ...fields } = message;
  const proved = secret !== undefined && needsSecret(message) ? { ...fields, secret } : fields;
  return { opCode: opCode[kind], payload: JSON.stringify(proved) };
}

const isOurs = (code: number): code is keyof typeof schemas => code in schemas;

function idOf(value: unknown): CommandId | null {
  const read = z.object({ id }).safeParse(value);
  return read.success ? read.data.id : null;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const field = issue.path.length === 0 ? 'the message' : issue.path.join('.');
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'nonoptional'
        ? `${field} is missing`
        : `${field} must be ${issue.expected === 'int' ? 'a whole number' : `of type ${issue.expected}`}`;
    case 'too_big':
      return `${field} must be at most ${issue.maximum}`;
    case 'too_small':
      return `${field} must be at least ${issue.minimum}`;
    case 'invalid_format':
      return `${field} must match ${issue.pattern ?? issue.format}`;
    case 'invalid_value':
      return `${field} must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'unrecognized_keys':
      return `unknown field ${issue.keys.map((key) => JSON.stringify(key.slice(0, 40))).join(', ')}`;
    default:
      return `${field} is invalid`;
  }
}
