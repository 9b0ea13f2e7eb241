import { type WorldChance } from '../chance';
import { clockNames } from '../game';
import { type WorldOptions } from '../report';
import { DirectMatches } from './direct-matches';
import { Person, type PersonParts, type Wishes } from './person';

/** The wishes that all persons of a world have in common; each of them acts in a way of its own. */
type Plan = Pick<Wishes, 'game' | 'matchmaking' | 'options' | 'matches'> & { readonly count: number };

/** The persons of a world: they come within the first seconds, and want the same match. */
export function peopleOf(parts: Omit<PersonParts, 'directMatches'>, limits: WorldOptions): readonly Person[] {
  const { clock, chance } = parts.common;
  const { count, ...plan } = planOf(chance, limits);
  const directMatches = new DirectMatches(parts.common);
  return Array.from({ length: count }, (_, index) => {
    const name = `player-${index + 1}`;
    const person = new Person(
      { ...parts, directMatches },
      {
        ...plan,
        name,
        udp: chance.next(`${name} udp`) < 0.3,
        thinks: limits.thinks ?? chance.pick(`${name} pace`, [50, 500, 3000, 12_000]),
      },
    );
    const isLast = index === count - 1;
    const late =
      isLast && hasLongSearches(chance) ? chance.between('the last one comes', 120_000, 420_000) : 0;
    clock.after(late + chance.between(`${name} comes`, 0, 1500), () => person.start());
    return person;
  });
}

/**
 * In a few worlds tickets live longer than their leases, and the last person comes late: a ticket of a person
 * who is gone would take this person.
 */
export const hasLongSearches = (chance: WorldChance): boolean => chance.at('long searches', 0) < 0.1;

function planOf(
  chance: WorldChance,
  { persons: maxPersons = 6, rounds: maxRounds = 25 }: WorldOptions,
): Plan {
  const three = chance.next('three') < 0.2;
  const [game, matchmaking] = three
    ? (['choir', 'three'] as const)
    : (['murmurs', chance.next('asked') < 0.3 ? 'asked' : 'rated'] as const);
  const count = three ? chance.pick('persons', [3, 3, 4]) : chance.pick('persons', [2, 2, 2, 2, 3, 4]);
  return {
    game,
    matchmaking,
    count: Math.min(maxPersons, count),
    options: {
      rounds: chance.between('rounds', 3, maxRounds),
      together: chance.next('together') < 0.4,
      clock: chance.pick('clock', clockNames),
    },
    matches: chance.pick('matches', [1, 1, 2]),
  };
}
