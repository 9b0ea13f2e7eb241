import * as z from 'zod';
import { playerDeeds, processDeeds } from '../../contract/console';
import { messageOf } from '../../core/message-of';
import { idPatterns, playerId } from '../../core/ids';
import { type ConsoleAnswer } from './answers';
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
  const [, kind, id = '', word] = /^\/(processes|players)\/([^/]+)\/([a-z-]+)$/.exec(target) ?? [];
  const nothing = { status: 404, body: { says: `Nothing is done at ${target}.` } };
  const answer = (done: boolean): ConsoleAnswer => (done ? { status: 200, body: { done: word } } : nothing);
  if (kind === 'processes') {
    const deed = processDeed.safeParse(word);
    return deed.success ? answer(sources.fleet.do(decodeURIComponent(id), deed.data)) : nothing;
  }
  const deed = playerDeed.safeParse(word);
  if (kind !== 'players' || !deed.success || !idPatterns.playerId.test(id)) return nothing;
  try {
    return answer(await actOnPlayer(sources, playerId(id), deed.data, query.get('name') ?? ''));
  } catch (error) {
    if (error instanceof RangeError) return { status: 400, body: { says: messageOf(error) } };
    throw error;
  }
}
