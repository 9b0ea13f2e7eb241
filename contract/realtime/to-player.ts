import * as z from 'zod/mini';
import { commandId } from '../../core/ids';
import { matchOrigins, offerKinds } from '../../core/match/log';
import { json } from '../json';
import { hostingAction, matchAction } from '../match-action';
import { timeControl } from '../time-control';
import { opCode } from './op-codes';
import { isRefusalCode, type RefusalCode } from './refusals';
import { seatOutcomes, unratedReasons } from '../../core/results';

const utf8 = new TextDecoder('utf-8', { fatal: true });

// A reader ignores unknown fields, so that a newer script may send more.
const seat = z.int().check(z.gte(0));
const sequence = z.int().check(z.gte(0));
const time = z.number();
const id = z.pipe(
  z.string(),
  z.transform((text: string) => commandId(text)),
);

const eventFields = { sequence: z.int().check(z.gte(1)), at: time };
const event = z.union([
  z.object({
    ...eventFields,
    seat,
    action: matchAction,
    id: z.optional(id),
    /** A bot's command. */
    bot: z.optional(z.literal(true)),
  }),
  /** An action on the match itself, of no seat. */
  z.object({ ...eventFields, seat: z.null(), action: hostingAction }),
]);

const position = z.object({
  view: json,
  toAct: z.array(seat),
  legal: z.array(json),
  offer: z.nullable(z.object({ offer: z.enum(offerKinds), by: seat, acceptedBy: z.array(seat) })),
  /** Seats that have left while the others continue, in the order of their leaving. */
  left: z.array(seat),
  /** The game's own name of the current phase; null when it has one phase only. */
  phase: z.nullable(z.string()),
});

const presence = z.enum(['expected', 'here', 'away', 'gone']);
const presenceFields = {
  presence,
  until: z.nullable(time),
  /** Strength of the bot that plays the seat. */
  bot: z.optional(z.string()),
};

/** All seats, seat 0 first. */
const result = z.object({
  /** 1 is the best; equal seats share a place, and the next are skipped: 1, 2, 2, 4. */
  places: z.array(z.int().check(z.gte(1))),
  /** The places in three words: alone in first place, sharing it, or behind. */
  outcomes: z.array(z.enum(seatOutcomes)),
  /** Points in the game's own unit, where the game has points. */
  scores: z.optional(z.array(z.number())),
  reason: z.string(),
  endedAt: time,
  commands: sequence,
  /** Set when a seat never played: the match has no winner and no loser regardless of `outcomes`. */
  void: z.optional(z.literal(true)),
});

/** The clocks of a match. Times are epoch milliseconds of the server, to be compared only with `now`. */
const clocks = z.object({
  now: time,
  /** All seats, seat 0 first. */
  seats: z.array(
    z.object({
      /** Remaining ms at `now`. */
      remainingMs: z.number(),
      /** The time from which it counts down; null while it stands. */
      runsSince: z.nullable(time),
      /** The time at which the seat's time is up; null while it is not to act. */
      deadline: z.nullable(time),
      /** Byo-yomi: periods left, including the running one. */
      periods: z.nullable(z.int()),
    }),
  ),
  /** The receiver's own round trip as the server measured it, and the part of it that is not charged. */
  lag: z.nullable(z.object({ roundTripMs: z.number(), forgivenMs: z.number() })),
});

const schemas = {
  welcome: z.object({
    matchId: z.string(),
    game: z.string(),
    rulesVersion: z.int(),
    seat,
    /** Proves that a message is of this connection: all messages but pings and pongs must have it. */
    secret: z.string(),
    seats: z.array(z.object({ playerId: z.string(), team: z.int().check(z.gte(0)), ...presenceFields })),
    startedAt: time,
    /** The options that the players requested, with defaults filled in. */
    options: json,
    /** How the players were brought together. */
    origin: z.optional(z.enum(matchOrigins)),
    /** Null where the players found each other without matchmaking. */
    matchmaking: z.nullable(z.string()),
    /** Whether the result changes ratings and leaderboards. */
    rated: z.boolean(),
    /** Why it does not. */
    unratedBecause: z.optional(z.enum(unratedReasons)),
    /** SHA-256 of the seed, hexadecimal; the seed itself is shown after the end. */
    seedHash: z.string(),
    /** Sequence number of the newest entry; `position` is the match after it. */
    sequence,
    position,
    /** Null in a match without a clock. */
    clocks: z.nullable(clocks),
    timeControl: z.optional(timeControl),
    /** Whether a seat may ask to take its last command back. */
    takebacks: z.optional(z.boolean()),
    /** Set when the match is already over. */
    result: z.nullable(result),
  }),
  events: z.object({
    /** Sequence number of the first event; events follow without gaps. */
    from: z.int().check(z.gte(1)),
    events: z.array(event),
    /** The match after the last event; null when more events follow in the next message. */
    position: z.nullable(position),
    /** With `position`, in a match with clocks. */
    clocks: z.optional(clocks),
  }),
  refused: z.object({
    code: z.pipe(
      z.string(),
      z.transform((text: string): RefusalCode | 'unknown' => (isRefusalCode(text) ? text : 'unknown')),
    ),
    message: z.string(),
    /** The refused command, when the message named it. */
    id: z.nullable(id),
    /** With `illegal-command`: the game's own code. */
    rule: z.nullable(z.string()),
    /** The newest sequence number of the match: a client that is behind asks for the rest. */
    sequence,
  }),
  clock: clocks,
  /** `until`: epoch milliseconds up to which an absent seat is kept. */
  presence: z.object({ seat, ...presenceFields }),
  result,
  /** The match itself is abandoned: it ended without a result, and is not counted. */
  abandoned: z.object({ reason: z.string(), message: z.string() }),
  /**
   * To be answered at once with a pong of the same number: from it the script measures the lag that it
   * forgives.
   */
  ping: z.object({ n: z.int() }),
  /** The answer to a ping, sent at once: the process is alive. */
  pong: z.object({ n: z.int() }),
} as const;

type Kind = keyof typeof schemas;
/** Fields of the messages from the script, by kind. */
export type ToPlayerFields = { readonly [Name in Kind]: z.output<(typeof schemas)[Name]> };
/** A message from the script. */
export type ToPlayer = { readonly [Name in Kind]: { readonly kind: Name } & ToPlayerFields[Name] }[Kind];
export type Presence = z.output<typeof presence>;

/** The result of a match, as its message has it. */
export type Result = ToPlayerFields['result'];

/** The clocks of all seats, as their message has them. */
export type WireClocks = ToPlayerFields['clock'];

/** The first message to a player: seat, game and state of the match. */
export type Welcome = ToPlayerFields['welcome'];

/** The type for the writing script: the same fields, deeply read-only. */
type Written<Value> = Value extends string
  ? Value
  : Value extends readonly (infer Item)[]
    ? readonly Written<Item>[]
    : Value extends object
      ? { readonly [Field in keyof Value]: Written<Value[Field]> }
      : Value;

/** The fields of each kind of message, as the script writes them. */
export type WrittenToPlayer = { readonly [Name in Kind]: Written<ToPlayerFields[Name]> };

/**
 * Reads a message from the script. It never throws.
 * @returns undefined for an op code that this version does not know (ignore it); `unreadable` for a payload
 * that breaks the contract
 */
export function readToPlayer(
  code: number,
  payload: Uint8Array,
): { readonly message: ToPlayer } | { readonly unreadable: string } | undefined {
  let value: unknown;
  const kind = kindOf.get(code);
  if (kind === undefined) return undefined;
  try {
    value = JSON.parse(utf8.decode(payload));
  } catch {
    return { unreadable: `${kind}: the payload is not JSON in UTF-8` };
  }
  switch (kind) {
    case 'welcome':
      return accept(schemas.welcome, value, (fields) => ({ kind, ...fields }));
    case 'events':
      return accept(schemas.events, value, (fields) => ({ kind, ...fields }));
    case 'refused':
      return accept(schemas.refused, value, (fields) => ({ kind, ...fields }));
    case 'clock':
      return accept(schemas.clock, value, (fields) => ({ kind, ...fields }));
    case 'presence':
      return accept(schemas.presence, value, (fields) => ({ kind, ...fields }));
    case 'result':
      return accept(schemas.result, value, (fields) => ({ kind, ...fields }));
    case 'abandoned':
      return accept(schemas.abandoned, value, (fields) => ({ kind, ...fields }));
    case 'ping':
      return accept(schemas.ping, value, (fields) => ({ kind, ...fields }));
    case 'pong':
      return accept(schemas.pong, value, (fields) => ({ kind, ...fields }));
  }

  function accept<Fields>(
    schema: z.ZodMiniType<Fields>,
    given: unknown,
    build: (fields: Fields) => ToPlayer,
  ) {
    const read = schema.safeParse(given);
    if (read.success) return { message: build(read.data) };
    return {
      unreadable: `${kind}: ${read.error.issues
        .slice(0, 3)
        .map((issue) => `${issue.path.join('.')}: ${issue.code}`)
        .join('; ')}`,
    };
  }
}

/** The payload of a message from the script; its op code is `opCode[kind]`. */
export function writeToPlayer<Name extends Kind>(_kind: Name, fields: WrittenToPlayer[Name]): string {
  return JSON.stringify(fields);
}

const kindOf: ReadonlyMap<number, Kind> = new Map<number, Kind>([
  [opCode.welcome, 'welcome'],
  [opCode.events, 'events'],
  [opCode.refused, 'refused'],
  [opCode.clock, 'clock'],
  [opCode.presence, 'presence'],
  [opCode.result, 'result'],
  [opCode.abandoned, 'abandoned'],
  [opCode.ping, 'ping'],
  [opCode.pong, 'pong'],
]);
