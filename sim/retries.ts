import { type RetryPolicy } from '../store/contention';
import { type WorldChance } from './chance';
import { type Host } from './host';

/** The retry policy of a process's stores, on the world's clock and randomness. */
export function retryPolicy(host: Host, chance: WorldChance): RetryPolicy {
  return { attempts: 12, random: () => chance.next(`${host.name} retry`), pause: host.pause };
}
