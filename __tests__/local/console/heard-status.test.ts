import { expect, it } from '@jest/globals';
import { differingStatus } from '../../../local/console/heard-status';

it('the state that a player sees is shown while GameLift has another one', () => {
  const held = { held: true, undelivered: 4 };
  expect(differingStatus({ status: 'COMPLETED' }, { status: 'queued' }, held)).toEqual({
    status: 'queued',
    eventsHeld: true,
    undelivered: 4,
  });
  for (const [said, row] of [
    ['REQUIRES_ACCEPTANCE', 'requires-acceptance'],
    ['TIMED_OUT', 'timed-out'],
    ['COMPLETED', 'completed'],
  ] as const)
    expect(differingStatus({ status: said }, { status: row }, held)).toBeUndefined();
  expect(differingStatus({ status: 'SEARCHING' }, undefined, held)).toBeUndefined();
});

it('needs no event for an end that the backend decided, only for one that GameLift has not heard of', () => {
  const events = { held: false, undelivered: 0 };
  const row = { status: 'cancelled', endedBecause: 'match-left' } as const;
  expect(differingStatus({ status: 'FAILED' }, row, events)).toBeUndefined();
  for (const status of ['SEARCHING', 'COMPLETED'] as const)
    expect(differingStatus({ status }, row, events)).toMatchObject({ status: 'cancelled' });
});
