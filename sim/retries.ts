import { type RetryPolicy } from '../store/contention';
import { type Chance } from './chance';
import { type Host } from './host';

/** How the stores of a process wait, on the world's clock and by its chance. */
export function retryPolicy(host: Host, chance: Chance): RetryPolicy {
  return { attempts: 12, random: () => chance.next(`${host.name} retry`), pause: host.pause };
}
