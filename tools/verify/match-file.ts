import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { messageOf } from '../../core/message-of';
import * as read from '../../client/rest/documents';
import { StillPlayed, recordedMatch } from '../../client/recorded-match';
import { type Game, gameOfMatch } from '../../core/define';
import { type RecordedMatch } from '../../core/match/verify';
import { type Backend } from '../../definition';

/** The form of a file with a match: its document and all entries of its log, as in the REST API. */
const file = z.object({ match: read.match, entries: read.matchLog.shape.entries });
export type MatchFile = z.infer<typeof file>;

/** A match that cannot be verified; the message is one line that says why. */
export class Unverifiable extends Error {
  override readonly name = 'Unverifiable';
}

/** @throws Unverifiable when the text is not a match */
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
    `the file is not of a match: ${issue?.path.join('/') ?? ''}: ${issue?.message ?? ''}; write it ` +
      'with --save FILE',
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
    throw new Unverifiable(`${url} does not answer: ${messageOf(error)}`);
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
 * Converts a file to the engine's types.
 * @throws Unverifiable while the match is being played
 */
export function readRecorded({ match, entries }: MatchFile): RecordedMatch {
  try {
    return recordedMatch(match, entries);
  } catch (error) {
    throw error instanceof StillPlayed ? new Unverifiable(error.message) : error;
  }
}

/** npm runs scripts in the project's folder, but paths are relative to the folder of the command. */
export const fromCaller = (file: string): string =>
  path.resolve(process.env['INIT_CWD'] ?? process.cwd(), file);

/**
 * Reads a match by its URL, or from a file.
 * @param token an access token (or TURNLIFT_TOKEN); without one a guest is registered
 * @throws Unverifiable
 */
export async function loadMatch(what: string, token: string | undefined): Promise<MatchFile> {
  const address = matchAddress(what);
  if (address !== undefined) return fetchMatch(address, token ?? process.env['TURNLIFT_TOKEN']);
  if (/^https?:/.test(what))
    throw new Unverifiable(`${what} is not the URL of a match: write https://HOST/v1/matches/ID`);
  let text: string;
  try {
    text = fs.readFileSync(fromCaller(what), 'utf8');
  } catch (error) {
    throw new Unverifiable(`${what}: ${messageOf(error)}`);
  }
  return readMatchFile(text);
}

/** @throws Unverifiable when the backend does not play the game, or has not kept the rules of the match */
export function gameOfFile({ games }: Pick<Backend, 'games'>, header: RecordedMatch['header']): Game {
  const { game: name, rulesVersion } = header;
  const game = gameOfMatch(games, header);
  if (game !== undefined) return game;
  const known = games.get(name);
  throw new Unverifiable(
    known === undefined
      ? `the match is of ${name}; game/index.ts has ${[...games.keys()].join(', ')}`
      : `the match was begun under version ${rulesVersion} of ${name}; game/games/${name} has ` +
          `${[known, ...known.earlier].map(({ version }) => version).join(', ')}`,
  );
}
