import { secretOf } from '../game';

/** The first secret of another seat in a message to a player. @param seats of the match */
export function leakIn(text: string, seat: number, seats: number): string | undefined {
  if (!text.includes('secret-of-')) return undefined;
  for (let other = 0; other < seats; other += 1)
    if (other !== seat && text.includes(secretOf(other))) return secretOf(other);
  return undefined;
}
