import { withArticle } from './with-article';

/** Branded ids cannot be mixed up: a string becomes an id only where it is created or parsed. */
declare const brand: unique symbol;

/** A value of its own type at compile time: ids of different kinds cannot be mixed up. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };

/** A player of this backend, `p-` + UUID; also GameLift's PlayerId. */
export type PlayerId = Brand<string, 'PlayerId'>;
/** A match, a UUID: FlexMatch gives one to each match that it proposes; other matches get their own. */
export type MatchId = Brand<string, 'MatchId'>;
/** A matchmaking ticket, a UUID (GameLift: [a-zA-Z0-9-.]*, at most 128). */
export type TicketId = Brand<string, 'TicketId'>;
/** GameLift's player session id, `psess-` + UUID; it can be used once. */
export type PlayerSessionId = Brand<string, 'PlayerSessionId'>;
/** GameLift's game session ARN. */
export type GameSessionId = Brand<string, 'GameSessionId'>;
/** The code with which players invite others: ten characters that are not mistaken for one another. */
export type InvitationCode = Brand<string, 'InvitationCode'>;
/** The client's own id of a command: the same id is the same command, even when it is sent again. */
export type CommandId = Brand<string, 'CommandId'>;
/** Name of a game's rules, such as `tic-tac-toe`; also the value of the ticket attribute `game`. */
export type GameName = Brand<string, 'GameName'>;
/** Key of a matchmaking in the definition of the backend, such as `duel`. */
export type MatchmakingName = Brand<string, 'MatchmakingName'>;
/**
 * 0-based number of a player's place in a match: the teams in the order of the rule set, then their players.
 */
export type Seat = number;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The pattern of each id; the REST schemas use it too. */
export const idPatterns = {
  playerId: new RegExp(`^p-${uuid.source.slice(1)}`),
  matchId: uuid,
  ticketId: uuid,
  playerSessionId: /^psess-[0-9a-zA-Z-]{1,100}$/,
  gameSessionId: /^[a-zA-Z0-9:/-]{1,512}$/,
  commandId: /^[0-9a-zA-Z_-]{1,64}$/,
  invitationCode: /^[2-9a-hjkmnp-tv-z]{10}$/,
  gameName: /^[a-z0-9][a-z0-9-]{0,31}$/,
  matchmakingName: /^[a-z][a-z0-9-]{0,31}$/,
} as const;

function parser<Id extends string>(name: string, pattern: RegExp, form?: string) {
  const fix = form === undefined ? '' : `: write ${form}`;
  const isId = (text: string): text is Id => pattern.test(text);
  return (text: string): Id => {
    if (!isId(text)) throw new RangeError(`${JSON.stringify(text)} is not ${withArticle(name)}${fix}`);
    return text;
  };
}

/** Parses the id of a player. @throws RangeError when it is not one */
export const playerId = parser<PlayerId>('player id', idPatterns.playerId);
/** Parses the id of a match. @throws RangeError when it is not one */
export const matchId = parser<MatchId>('match id', idPatterns.matchId);
/** Parses the id of a ticket. @throws RangeError when it is not one */
export const ticketId = parser<TicketId>('ticket id', idPatterns.ticketId);
/** Parses the id of a player session, as GameLift gives it. @throws RangeError when it is not one */
export const playerSessionId = parser<PlayerSessionId>('player session id', idPatterns.playerSessionId);
/** Parses the id of a game session, its ARN. @throws RangeError when it is not one */
export const gameSessionId = parser<GameSessionId>('game session id', idPatterns.gameSessionId);
/** Parses the id of a command, which its sender has chosen. @throws RangeError when it is not one */
export const commandId = parser<CommandId>('command id', idPatterns.commandId);
/** Parses the code of an invitation. @throws RangeError when it is not one */
export const invitationCode = parser<InvitationCode>('invitation code', idPatterns.invitationCode);
/** Parses the name of a game. @throws RangeError when it is not one */
export const gameName = parser<GameName>(
  'game name',
  idPatterns.gameName,
  '1 to 32 lower-case letters, digits and hyphens, the name of its folder',
);
/** Parses the name of a matchmaking. @throws RangeError when it is not one */
export const matchmakingName = parser<MatchmakingName>('matchmaking name', idPatterns.matchmakingName);
