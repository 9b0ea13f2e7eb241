import { PlayersRemoved } from '../../../store/may-play';

/** The match that is made; undefined when a player of it was deleted or is banned. */
export async function unlessRemoved<Match>(making: Promise<Match>): Promise<Match | undefined> {
  try {
    return await making;
  } catch (error) {
    if (error instanceof PlayersRemoved) return undefined;
    throw error;
  }
}
