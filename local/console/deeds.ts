import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { processDeeds } from '../../contract/console/fleet';
import { labFiles } from '../../contract/console/lab';
import { type ForkedMatch } from '../../contract/console/matches';
import { playerDeeds } from '../../contract/console/players';
import { messageOf } from '../../core/message-of';
import { idPatterns, matchId, playerId, type PlayerId } from '../../core/ids';
import { type ConsoleAnswer } from './answers';
import { switchFaults } from './faults';
import { forkMatch } from './fork';
import { saveLabFile } from './lab-files';
import { actOnPlayer } from './players';
import { type ConsoleSources } from './routes';
import { moveTime } from './time';

/** The number of seats that a query can name. */
const mostSeats = 16;

const processDeed = z.enum(processDeeds);
const playerDeed = z.enum(playerDeeds);
const labFile = z.enum(labFiles);

/** Executes a POST of the page. @param body its text */
export async function act(
  sources: ConsoleSources,
  target: string,
  query: URLSearchParams,
  body: string,
): Promise<ConsoleAnswer> {
  const [, made, name = ''] = /^\/lab\/([a-z-]+)\/([^/]+)$/.exec(target) ?? [];
  const file = labFile.safeParse(made);
  if (file.success)
    return refusable(async () => ({
      status: 200,
      body: await saveLabFile(sources.gameFolder, file.data, decodeURIComponent(name), body),
    }));
  const [, forked] = /^\/matches\/([^/]+)\/fork$/.exec(target) ?? [];
  if (forked !== undefined) return refusable(() => fork(sources, forked, query));
  if (target === '/fleet/deploy') {
    await sources.deploy();
    return { status: 200, body: { done: 'deploy' } };
  }
  const [, moved] = /^\/time\/([a-z]+)$/.exec(target) ?? [];
  const [, fault] = /^\/faults\/([a-z]+)$/.exec(target) ?? [];
  const [, kind, id = '', word] = /^\/(processes|players)\/([^/]+)\/([a-z-]+)$/.exec(target) ?? [];
  const nothing = { status: 404, body: { says: `Nothing is done at ${target}.` } };
  const answer = (done: boolean): ConsoleAnswer => (done ? { status: 200, body: { done: word } } : nothing);
  if (moved !== undefined)
    return refusable(() =>
      moveTime(sources.switches.time, moved, query) ? { status: 200, body: { done: moved } } : nothing,
    );
  if (fault !== undefined) return refusable(() => answer(switchFaults(sources.switches, fault, query)));
  if (kind === 'processes') {
    const deed = processDeed.safeParse(word);
    return deed.success ? answer(sources.fleet.do(decodeURIComponent(id), deed.data)) : nothing;
  }
  const deed = playerDeed.safeParse(word);
  if (kind !== 'players' || !deed.success || !idPatterns.playerId.test(id)) return nothing;
  return refusable(async () =>
    answer(await actOnPlayer(sources, playerId(id), deed.data, query.get('name') ?? '')),
  );
}

/**
 * Makes a practice match from an entry of another: `at`, and a `seat0=p-…` for each seat that a player takes.
 */
async function fork(sources: ConsoleSources, id: string, query: URLSearchParams): Promise<ConsoleAnswer> {
  const nothing = { status: 404, body: { says: `No match has the id ${id}.` } };
  if (!idPatterns.matchId.test(id)) return nothing;
  const players = Array.from({ length: mostSeats }, (_, seat) => {
    const player = query.get(`seat${seat}`);
    return player === null ? undefined : playerOf(player);
  });
  const at = Number(query.get('at') ?? Number.NaN);
  if (!Number.isInteger(at) || at < 0) throw new RangeError('at is a whole number of at least 0');
  const made = await forkMatch(sources, matchId(id), at, players, matchId(randomUUID()));
  return made === undefined
    ? nothing
    : { status: 200, body: { matchId: made.header.matchId } satisfies ForkedMatch };
}

function playerOf(text: string): PlayerId {
  if (idPatterns.playerId.test(text)) return playerId(text);
  throw new RangeError(`${JSON.stringify(text)} is not the id of a player`);
}

/** Answers a value beyond its limits with a refusal for the page. */
async function refusable(run: () => ConsoleAnswer | Promise<ConsoleAnswer>): Promise<ConsoleAnswer> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof RangeError) return { status: 400, body: { says: messageOf(error) } };
    throw error;
  }
}
