import * as z from 'zod';
import { playerDeeds, processDeeds } from '../../contract/console';
import { messageOf } from '../../core/message-of';
import { idPatterns, playerId } from '../../core/ids';
import { type ConsoleAnswer } from './answers';
import { switchFaults } from './faults';
import { actOnPlayer } from './players';
import { type ConsoleSources } from './routes';

const processDeed = z.enum(processDeeds);
const playerDeed = z.enum(playerDeeds);

/** Does what a POST of the page asks for. */
export async function act(
  sources: ConsoleSources,
  target: string,
  query: URLSearchParams,
): Promise<ConsoleAnswer> {
  const [, fault] = /^\/faults\/([a-z]+)$/.exec(target) ?? [];
  const [, kind, id = '', word] = /^\/(processes|players)\/([^/]+)\/([a-z-]+)$/.exec(target) ?? [];
  const nothing = { status: 404, body: { says: `Nothing is done at ${target}.` } };
  const answer = (done: boolean): ConsoleAnswer => (done ? { status: 200, body: { done: word } } : nothing);
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

/** A value that is beyond its limits is the page's to hear of. */
async function refusable(run: () => ConsoleAnswer | Promise<ConsoleAnswer>): Promise<ConsoleAnswer> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof RangeError) return { status: 400, body: { says: messageOf(error) } };
    throw error;
  }
}
