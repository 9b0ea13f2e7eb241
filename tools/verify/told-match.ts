import * as z from 'zod';
import * as read from '../../client/rest/documents';
import { commandId, gameName, matchId, matchmakingName, playerId } from '../../core/ids';
import { type LogEntry, type MatchHeader } from '../../core/match/log';
import { type ToldMatch } from '../../core/match/verify';

/** The form of a file that tells of a match: its document and all entries of its log, as the REST API has them. */
const file = z.object({ match: read.match, entries: read.matchLog.shape.entries });
export type MatchFile = z.infer<typeof file>;

/** A match that cannot be verified; the message is one line that says why. */
export class Unverifiable extends Error {
  override readonly name = 'Unverifiable';
}

/** @throws Unverifiable when the text is not of a match */
export function readMatchFile(text: string): MatchFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unverifiable('the file is not JSON');
  }
  const given = file.safeParse(value);
  if (given.success) return given.data;
  const [issue] = given.error.issues;
  throw new Unverifiable(
    `the file is not of a match: ${issue?.path.join('/') ?? ''}: ${issue?.message ?? ''}; write it with --save FILE`,
  );
}

/** Reads a match and its log by REST. */
export interface MatchAddress {
  /** Base URL of the API. */
  readonly api: string;
  readonly id: string;
}

/** @returns undefined when the text is not the URL of a match */
export function matchAddress(text: string): MatchAddress | undefined {
  const found = /^(https?:\/\/.+)\/v1\/matches\/([0-9a-f-]{36})(?:\/log)?\/?$/.exec(text);
  return found?.[1] === undefined || found[2] === undefined ? undefined : { api: found[1], id: found[2] };
}

/**
 * Reads a match and its whole log.
 * @param token an access token; without one a guest is registered, since every player may read an ended match
 * @throws Unverifiable when the API refuses
 */
export async function fetchMatch({ api, id }: MatchAddress, token?: string): Promise<MatchFile> {
  const bearer = token ?? (await guestToken(api));
  const match = await ask(`${api}/v1/matches/${id}`, read.match, { bearer });
  if (match.status === 'active') throw new Unverifiable('the match is still being played');
  const entries: MatchFile['entries'] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const page: z.infer<typeof read.matchLog> = await ask(
      `${api}/v1/matches/${id}/log?limit=500&after=${after}`,
      read.matchLog,
      { bearer },
    );
    entries.push(...page.entries);
    after = page.next;
  }
  return { match, entries };
}

async function guestToken(api: string): Promise<string> {
  const { playerId: id, secret } = await ask(`${api}/v1/players`, read.registeredPlayer, { body: {} });
  const body = { playerId: id, secret };
  return (await ask(`${api}/v1/sessions`, read.session, { body })).accessToken;
}

async function ask<Answer>(
  url: string,
  schema: z.core.$ZodType<Answer>,
  { bearer, body }: { readonly bearer?: string; readonly body?: object },
): Promise<Answer> {
  const answer = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new Unverifiable(
      `${url} does not answer: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  const text = await answer.text();
  if (!answer.ok) throw new Unverifiable(`${url} answered ${answer.status}: ${text.slice(0, 300)}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unverifiable(`${url} did not answer JSON`);
  }
  const given = z.safeParse(schema, value);
  if (!given.success) throw new Unverifiable(`${url} answered what this version does not know`);
  return given.data;
}

/**
 * What a file tells, in the terms of the engine.
 * @throws Unverifiable while the match is being played
 */
export function toldMatch({ match, entries }: MatchFile): ToldMatch {
  if (match.seed === undefined) throw new Unverifiable('the match has no seed yet: it is still being played');
  const header: MatchHeader = {
    matchId: matchId(match.matchId),
    game: gameName(match.game),
    rulesVersion: match.rulesVersion,
    seed: match.seed,
    seats: match.seats.map((player) => playerId(player)),
    teams: match.teams,
    options: match.options,
    matchmaking: matchmakingName(match.matchmaking),
    rated: match.rated,
    startedAt: match.startedAt,
  };
  const { result } = match;
  return {
    header,
    seedHash: match.seedHash,
    entries: entries.map(({ commandId: id, ...entry }): LogEntry => {
      if (id === undefined)
        throw new Unverifiable(
          `entry ${entry.sequence} has no commandId: the log was read while the match was being played`,
        );
      return { ...entry, commandId: commandId(id) };
    }),
    ...(result === undefined
      ? {}
      : {
          outcome: {
            result: {
              places: result.places,
              ...(result.scores === undefined ? {} : { scores: result.scores }),
              ...(result.numbers === undefined ? {} : { numbers: result.numbers }),
              reason: result.reason,
            },
            endedAt: result.endedAt,
            commands: match.lastSequence,
          },
        }),
  };
}
