import { type GameDocument } from '../../client/index';

export function seatsOf({ seats: { min, max } }: GameDocument): string {
  return min === max ? `${min} players` : `${min} to ${max} players`;
}
