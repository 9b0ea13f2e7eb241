import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { processActions } from '../../contract/console/fleet';
import { labFiles } from '../../contract/console/lab';
import { type ForkedMatch } from '../../contract/console/matches';
import { playerActions } from '../../contract/console/players';
import { idPatterns, matchId, playerId, type PlayerId } from '../../core/ids';
import { type ConsoleAnswer } from './failures';
import { switchFaults } from './faults';
import { forkMatch } from './fork';
import { saveLabFile } from './lab-files';
import { actOnPlayer } from './players';
import { type ConsoleSources } from './sources';
import { moveTime } from './time';

/** The number of seats that a query can name. */
const maxSeats = 16;

const processAction = z.enum(processActions);
const playerAction = z.enum(playerActions);
const labFile = z.enum(labFiles);

/** A POST of the page, with the parts of its path in the order of its pattern. */
interface ActionRequest {
  readonly sources: ConsoleSources;
  readonly of: string;
  readonly word: string;
  readonly query: URLSearchParams;
  /** The text of the request. */
  readonly body: string;
}

type ActionRoute = readonly [
  pattern: RegExp,
  /** Undefined: there is nothing with this name. */
  execute: (request: ActionRequest) => unknown,
];

const actionRoutes: readonly ActionRoute[] = [
  [
    /^\/lab\/([a-z-]+)\/([^/]+)$/,
    ({ sources, of, word, query, body }) => {
      const kind = labFile.safeParse(of);
      const replaces = query.get('replaces') ?? undefined;
      return kind.success
        ? saveLabFile(sources.gameFolder, kind.data, word, { text: body, replaces })
        : undefined;
    },
  ],
  [/^\/matches\/([^/]+)\/fork$/, ({ sources, of, query }) => fork(sources, of, query)],
  [
    /^\/fleet\/deploy$/,
    async ({ sources }) => {
      await sources.deploy();
      return { done: 'deploy' };
    },
  ],
  [
    /^\/time\/([a-z]+)$/,
    ({ sources, of, query }) => answered(moveTime(sources.switches.time, of, query), of),
  ],
  [
    /^\/faults\/([a-z]+)$/,
    ({ sources, of, query }) => answered(switchFaults(sources.switches, of, query), of),
  ],
  [
    /^\/processes\/([^/]+)\/([a-z-]+)$/,
    ({ sources, of, word }) => {
      const action = processAction.safeParse(word);
      return action.success ? answered(sources.fleet.do(of, action.data), word) : undefined;
    },
  ],
  [
    /^\/players\/([^/]+)\/([a-z-]+)$/,
    async ({ sources, of, word, query }) => {
      const action = playerAction.safeParse(word);
      if (!action.success || !idPatterns.playerId.test(of)) return undefined;
      return answered(await actOnPlayer(sources, playerId(of), action.data, query.get('name') ?? ''), word);
    },
  ],
];

const answered = (done: boolean, word: string) => (done ? { done: word } : undefined);

/** Whether a path of the API is one of a POST. */
export const isAction = (target: string): boolean => actionRoutes.some(([pattern]) => pattern.test(target));

/**
 * Executes a POST of the page.
 * @throws RangeError for a value beyond its limits; URIError; LabFileChanged
 */
export async function executeAction(
  sources: ConsoleSources,
  target: string,
  query: URLSearchParams,
  body: string,
): Promise<ConsoleAnswer> {
  for (const [pattern, execute] of actionRoutes) {
    const found = pattern.exec(target);
    if (found === null) continue;
    const [of = '', word = ''] = found.slice(1).map(decodeURIComponent);
    const answer = await execute({ sources, of, word, query, body });
    if (answer !== undefined) return { status: 200, body: answer };
  }
  return { status: 404, body: { says: `Nothing is done at ${target}.` } };
}

/**
 * Makes a practice match from an entry of another: `at`, and a `seat0=p-…` for each seat that a player takes.
 */
async function fork(
  sources: ConsoleSources,
  id: string,
  query: URLSearchParams,
): Promise<ForkedMatch | undefined> {
  if (!idPatterns.matchId.test(id)) return undefined;
  const players = Array.from({ length: maxSeats }, (_, seat) => {
    const player = query.get(`seat${seat}`);
    return player === null ? undefined : playerOf(player);
  });
  const at = Number(query.get('at') ?? Number.NaN);
  if (!Number.isInteger(at) || at < 0) throw new RangeError('at is a whole number of at least 0');
  const made = await forkMatch(sources, matchId(id), at, players, matchId(randomUUID()));
  return made === undefined ? undefined : { matchId: made.header.matchId };
}

function playerOf(text: string): PlayerId {
  if (idPatterns.playerId.test(text)) return playerId(text);
  throw new RangeError(`${JSON.stringify(text)} is not the id of a player`);
}
