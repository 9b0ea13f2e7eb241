import * as z from 'zod/mini';
import { commandId, type CommandId, idPatterns } from '../../core/ids';
import { offerKinds, type OfferKind } from '../../core/match/log';
import { opCode, maxPayloadBytes } from './op-codes';
import { type RefusalCode } from './refusals';

const utf8 = new TextDecoder('utf-8', { fatal: true });

// zod/mini, since these schemas are in the bundles of the script and of the browser.
const id = z.pipe(
  z.string().check(z.regex(idPatterns.commandId)),
  z.transform((text: string) => commandId(text)),
);
const sequence = z.int().check(z.gte(0), z.lte(1_000_000));
const secret = z.optional(z.string());

const schemas = {
  [opCode.command]: z.strictObject({ secret, id, seen: sequence, command: z.unknown() }),
  [opCode.resign]: z.strictObject({ secret, id }),
  [opCode.offer]: z.strictObject({ secret, id, offer: z.enum(offerKinds) }),
  [opCode.answer]: z.strictObject({ secret, id, offer: z.enum(offerKinds), accept: z.boolean() }),
  [opCode.sync]: z.strictObject({ secret, after: sequence }),
  [opCode.abort]: z.strictObject({ secret, id }),
  [opCode.vacation]: z.strictObject({ secret, id, days: z.int().check(z.gte(1), z.lte(365)) }),
  [opCode.ping]: z.strictObject({ secret, n: z.int() }),
  [opCode.pong]: z.strictObject({ secret, n: z.int() }),
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

/** The refusal of a message that cannot be parsed. */
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

type Reading = ReadToScript | { readonly unreadable: Unreadable };

/**
 * Reads a message to the script. It never throws.
 * @param code op code as received
 * @param payload bytes as received
 */
export function readToScript(code: number, payload: Uint8Array): Reading {
  if (payload.byteLength > maxPayloadBytes)
    return unreadable(
      'too-large',
      `a payload has at most ${maxPayloadBytes} bytes; this one has ${payload.byteLength}`,
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
  return readFields(code, json);
}

function readFields(code: keyof typeof schemas, json: unknown): Reading {
  switch (code) {
    // Fields by name: this runs for every command, and a copy by spread costs several times as much.
    case opCode.command:
      return accept(schemas[code], json, ({ id: of, seen, command }) => ({
        kind: 'command',
        id: of,
        seen,
        command,
      }));
    case opCode.resign:
      return accept(schemas[code], json, ({ id: of }) => ({ kind: 'resign', id: of }));
    case opCode.offer:
      return accept(schemas[code], json, ({ id: of, offer }) => ({ kind: 'offer', id: of, offer }));
    case opCode.answer:
      return accept(schemas[code], json, ({ id: of, offer, accept: yes }) => ({
        kind: 'answer',
        id: of,
        offer,
        accept: yes,
      }));
    case opCode.sync:
      return accept(schemas[code], json, ({ after }) => ({ kind: 'sync', after }));
    case opCode.abort:
      return accept(schemas[code], json, ({ id: of }) => ({ kind: 'abort', id: of }));
    case opCode.vacation:
      return accept(schemas[code], json, ({ id: of, days }) => ({ kind: 'vacation', id: of, days }));
    case opCode.ping:
      return accept(schemas[code], json, ({ n }) => ({ kind: 'ping', n }));
    case opCode.pong:
      return accept(schemas[code], json, ({ n }) => ({ kind: 'pong', n }));
  }
}

function accept<Fields extends { readonly secret?: string | undefined }>(
  schema: z.ZodMiniType<Fields>,
  json: unknown,
  build: (fields: Fields) => ToScript,
): Reading {
  const read = schema.safeParse(json);
  if (read.success) return { message: build(read.data), secret: read.data.secret };
  return unreadable('invalid-message', read.error.issues.slice(0, 3).map(describeIssue).join('; '), json);
}

const unreadable = (code: Unreadable['code'], message: string, json?: unknown): Reading => ({
  unreadable: { code, message, id: idOf(json), secret: secretOf(json) },
});

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

function secretOf(value: unknown): string | undefined {
  const read = z.object({ secret }).safeParse(value);
  return read.success ? read.data.secret : undefined;
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
