import { pause } from '../../core/clock';
import { ApiError } from '../errors';
import { type Transports } from '../transports';

/** How long an outage is waited out, and the pause between two attempts, in milliseconds. */
const outage = { maxMs: 120_000, pause: 1000 };

/**
 * Repeats a request while the API cannot be reached, for two minutes. A followed ticket or invitation
 * continues without this client, so a network that is away for some seconds must not end it.
 * @param signal ends the waiting
 * @throws ApiError of the last attempt
 */
export async function throughOutage<Answer>(
  transports: Pick<Transports, 'now' | 'after'>,
  attempt: () => Promise<Answer>,
  signal?: AbortSignal,
): Promise<Answer> {
  const until = transports.now() + outage.maxMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const isOver = signal?.aborted === true || transports.now() >= until;
      if (!(error instanceof ApiError) || !error.isTransient || isOver) throw error;
      await pause(transports, outage.pause);
    }
  }
}
