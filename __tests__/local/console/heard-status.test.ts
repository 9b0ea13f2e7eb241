import { expect, it } from '@jest/globals';
import { heardStatus } from '../../../local/console/heard-status';

it('tells what a player is told of a ticket while GameLift says something else', () => {
  const held = { held: true, undelivered: 4 };
  expect(heardStatus({ status: 'COMPLETED' }, 'queued', held)).toEqual({
    status: 'queued',
    eventsHeld: true,
    undelivered: 4,
  });
  for (const [said, row] of [
    ['REQUIRES_ACCEPTANCE', 'requires-acceptance'],
    ['TIMED_OUT', 'timed-out'],
    ['COMPLETED', 'completed'],
  ] as const)
    expect(heardStatus({ status: said }, row, held)).toBeUndefined();
  expect(heardStatus({ status: 'SEARCHING' }, undefined, held)).toBeUndefined();
});
