import { keysOf } from '../core/keys-of';

/**
 * Every error of the REST API, as RFC 9457 problem documents (`application/problem+json`). The code is
 * stable: a client may switch on it; title and detail are for people and may change. `remedy` is the caller's
 * next step; it is in the problem, the OpenAPI document and docs/rest.md. `by: 'gateway'` marks answers of
 * the HTTP API itself, before any function runs. On AWS those contain only `{"message": …}`, so clients must
 * use their status.
 */
interface ErrorDeclaration {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 429 | 500 | 503;
  readonly title: string;
  readonly remedy: string;
  readonly by?: 'gateway';
}

export const errors = {
  'invalid-json': {
    status: 400,
    title: 'The body is not JSON',
    remedy: 'Send one JSON object, encoded as UTF-8.',
  },
  'invalid-request': {
    status: 400,
    title: 'The request does not fit its schema',
    remedy: 'Correct the fields that `errors` names; the schemas are in /v1/openapi.json.',
  },
  'invalid-cursor': {
    status: 400,
    title: 'The cursor is not one of ours',
    remedy: 'Start again without a cursor, and pass on the `cursor` of an answer unchanged.',
  },
  'unknown-provider': {
    status: 400,
    title: 'There is no such identity provider',
    remedy: 'GET /v1/identity-providers lists them.',
  },
  'unknown-game': { status: 400, title: 'There is no such game', remedy: 'Use one of the names in `games`.' },
  unauthorized: {
    status: 401,
    title: 'The access token is missing, expired or not ours, or its session has ended',
    remedy: 'Get a new access token with POST /v1/sessions.',
    by: 'gateway',
  },
  'invalid-credentials': {
    status: 401,
    title: 'Player id or secret is wrong',
    remedy:
      'Check both; without the secret, sign in by a linked identity, or renew it where you are signed in.',
  },
  'invalid-refresh-token': {
    status: 401,
    title: 'The refresh token is unknown, expired or signed out',
    remedy: "Sign in with the player's secret.",
  },
  'refresh-token-reused': {
    status: 401,
    title: 'The refresh token was used before, so its session was ended',
    remedy: "Sign in with the player's secret. If you did not use the token twice, it was stolen.",
  },
  'identity-refused': {
    status: 401,
    title: 'The provider does not confirm this identity',
    remedy: 'Get a new nonce with POST /v1/identity-nonces, and sign in at the provider with it again.',
  },
  'sign-in-required': {
    status: 403,
    title: 'This needs a session that was opened within the last ten minutes',
    remedy:
      'Sign in again with POST /v1/sessions (secret or identity), and repeat the request within ten minutes.',
  },
  'player-banned': {
    status: 403,
    title: 'The player is banned',
    remedy: "Read `detail` for the reason, and ask the game's support.",
  },
  'not-in-match': {
    status: 403,
    title: 'Only players of this match may do that',
    remedy: 'Use the account that plays the match; every player can read the log once the match has ended.',
  },
  'not-invited': {
    status: 403,
    title: 'Your role in the invitation does not allow this',
    remedy: 'The inviter withdraws an invitation; the others accept or decline it.',
  },
  'no-spectators': {
    status: 403,
    title: 'The match cannot be watched',
    remedy:
      'Its game does not show running matches, or has changed its rules since: ask again when it has ended.',
  },
  'foreign-caller': { status: 403, title: 'Another site called', remedy: 'Read `detail`.', by: 'gateway' },
  'not-found': {
    status: 404,
    title: 'There is no such route',
    remedy: 'See /v1/openapi.json for the routes.',
    by: 'gateway',
  },
  'player-not-found': { status: 404, title: 'There is no such player', remedy: 'Check the id.' },
  'identity-not-linked': {
    status: 404,
    title: 'No player is linked to this identity',
    remedy: 'Register a guest with POST /v1/players, then link the identity.',
  },
  'not-played': {
    status: 404,
    title: 'The player has no statistics in this game',
    remedy:
      'Check both names; statistics begin with the first finished match of a rated matchmaking. ' +
      'Practice and matches of unrated matchmakings are not in them.',
  },
  'ticket-not-found': {
    status: 404,
    title: 'You have no such ticket',
    remedy: 'Check the id; a ticket is visible to the player who opened it, for some hours after its end.',
  },
  'match-not-found': {
    status: 404,
    title: 'There is no such match',
    remedy: 'Check the id; a match exists once its game session has started.',
  },
  'invitation-not-found': {
    status: 404,
    title: 'There is no such invitation for you',
    remedy: 'Check the code; an invitation is kept for a day after its end.',
  },
  'board-not-found': {
    status: 404,
    title: 'There is no such leaderboard',
    remedy: 'GET /v1/leaderboards lists them.',
  },
  'period-not-found': {
    status: 404,
    title: 'The leaderboard has no such period',
    remedy: 'GET /v1/leaderboards/{board}/periods lists them.',
  },
  'not-ranked': {
    status: 404,
    title: 'The player is not on this leaderboard',
    remedy: 'A rated match of the period is needed; on some leaderboards a win, several, or a rating.',
  },
  'identity-linked-elsewhere': {
    status: 409,
    title: 'The identity is linked to another player',
    remedy: 'Sign in by it with POST /v1/sessions to play as that player; unlink it there to link it here.',
  },
  'provider-linked': {
    status: 409,
    title: 'You have another identity of this provider',
    remedy: 'Unlink that one first: DELETE /v1/players/me/identities/{provider}.',
  },
  'ticket-open': {
    status: 409,
    title: 'You already have an open ticket',
    remedy: 'Follow the ticket named in `ticketId`, or cancel it first.',
  },
  'match-running': {
    status: 409,
    title: 'You have the maximum number of running matches',
    remedy: 'Come back to the match named in `matchId` with POST /v1/matches/{id}/rejoin, and end it first.',
  },
  'ticket-ended': {
    status: 409,
    title: 'The ticket has ended',
    remedy: 'Read the ticket for its end; open a new one to play.',
  },
  'ticket-placing': {
    status: 409,
    title: 'The match of the ticket is being placed and has no id yet',
    remedy: 'Cancel again after the seconds in Retry-After: the match is void by then.',
  },
  'acceptance-not-pending': {
    status: 409,
    title: 'The ticket waits for no acceptance',
    remedy: "Answer while the ticket's status is requires-acceptance, once.",
  },
  'invitation-ended': {
    status: 409,
    title: 'The invitation has ended',
    remedy: 'Read it for its end; send or ask for a new one to play.',
  },
  'too-many-invitations': {
    status: 409,
    title: 'You, or a player whom you invite, have too many open invitations',
    remedy: 'Withdraw one of yours (GET /v1/players/me lists them), or wait until one ends.',
  },
  'too-many-matches': {
    status: 409,
    title: 'You have the maximum number of running matches without matchmaking',
    remedy: 'Come back to the match named in `matchId` and end it; GET /v1/players/me lists all.',
  },
  'match-not-ended': {
    status: 409,
    title: 'The match has not ended',
    remedy: 'Ask for a rematch once the match has its result.',
  },
  'rematch-over': {
    status: 409,
    title: 'There is no rematch of this match any more',
    remedy: 'Send an invitation: a rematch is possible for 15 minutes, and among players who may play.',
  },
  'match-ended': {
    status: 409,
    title: 'The match has ended',
    remedy: 'Read its result with GET /v1/matches/{id}.',
  },
  'match-live': {
    status: 409,
    title: 'A server runs the match',
    remedy: 'Come back to your seat with POST /v1/matches/{id}/rejoin, and send the command there.',
  },
  'command-refused': {
    status: 409,
    title: 'The match does not take the command',
    remedy: 'Read `refusal`, and GET /v1/matches/{id}/seat for what you may do now.',
  },
  'match-resuming': {
    status: 409,
    title: 'A server for the match is being started',
    remedy: 'Ask again after the seconds in Retry-After: the match begins, or continues where it stopped.',
  },
  'game-session-full': {
    status: 409,
    title: 'Your seat is connected twice already',
    remedy:
      'Close one of the connections, or try again in some seconds, when the server knows that one is gone.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is larger than 10 MB',
    remedy: 'No request needs more than a few kilobytes.',
    by: 'gateway',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body is not declared as JSON',
    remedy: 'Send Content-Type: application/json.',
  },
  'too-many-attempts': {
    status: 429,
    title: 'Too many attempts from this address',
    remedy: 'Wait for the seconds in Retry-After.',
  },
  'too-many-requests': {
    status: 429,
    title: 'The route is throttled',
    remedy: 'Wait, then retry with exponential backoff.',
    by: 'gateway',
  },
  'internal-error': {
    status: 500,
    title: 'The server failed',
    remedy: 'Try again; if the error persists, report the request id.',
  },
  unavailable: {
    status: 503,
    title: 'A service behind the API does not answer',
    remedy: 'Try again in a few seconds.',
  },
  'no-signing-keys': {
    status: 503,
    title: 'The API has no signing keys yet',
    remedy: 'Try again: keys are made within minutes of the first deployment.',
  },
  'provider-unavailable': {
    status: 503,
    title: 'The identity provider does not answer',
    remedy: 'Try again in a few seconds, or sign in with the secret.',
  },
  'matchmaking-unavailable': {
    status: 503,
    title: 'Matchmaking did not accept the ticket',
    remedy: 'Try again in a few seconds; the ticket of this request has failed.',
  },
  'no-capacity': {
    status: 503,
    title: 'There is no free server for the match',
    remedy: 'Ask again after the seconds in Retry-After: the match waits, and continues where it stopped.',
  },
  'timed-out': { status: 503, title: 'The API did not answer in time', remedy: 'Try again.', by: 'gateway' },
} as const satisfies Readonly<Record<string, ErrorDeclaration>>;

export type ErrorCode = keyof typeof errors;
export type ErrorStatus = (typeof errors)[ErrorCode]['status'];

/** In the order in which they are documented. */
export const errorCodes: readonly ErrorCode[] = keysOf(errors);

/** The problem's `type`: a name, not an address (RFC 9457 section 3.1.1 allows any URI). */
export const problemType = (code: ErrorCode): string => `urn:turnlift:problem:${code}`;

/** The members that are common to every problem document of a code. */
export function problemOf(
  code: ErrorCode,
  detail?: string,
): { type: string; title: string; status: ErrorStatus; code: ErrorCode; detail: string; remedy: string } {
  const { title, status, remedy } = errors[code];
  return { type: problemType(code), title, status, code, detail: detail ?? `${title}.`, remedy };
}
