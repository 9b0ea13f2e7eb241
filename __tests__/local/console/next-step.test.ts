import { describe, expect, it } from '@jest/globals';
import { nextSearchStep } from '../../../local/console/next-step';
import { backend } from '../../games';

const since = 1_000_000;
const at = (seconds: number) => nextSearchStep(backend, 'duel', since, since + seconds * 1000);
const limits = (skill: number, latency: number) => [
  { kind: 'attribute', attribute: 'skill', most: skill },
  { kind: 'latency', most: latency },
];
const players = { min: 2, max: 2 };

describe('the next step of a search in the console', () => {
  it('is that of the rule set, by the wait of the ticket', () => {
    const first = {
      at: since + 5000,
      now: { players, limits: limits(200, 120) },
      next: { players, limits: limits(400, 120) },
      widensWith: 'oldest',
    };
    expect(at(0)).toEqual(first);
    expect(at(4.999)).toEqual(first);
    expect(at(5)).toMatchObject({ now: first.next, at: since + 10_000 });
  });

  it('is absent after the last step, and for a matchmaking that the definition has no more', () => {
    expect(at(3600)).toBeUndefined();
    expect(nextSearchStep(backend, 'gone', since, since)).toBeUndefined();
  });
});
