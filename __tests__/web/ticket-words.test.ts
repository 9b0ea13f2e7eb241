import { expect, it } from '@jest/globals';
import { ticketWords } from '../../web/console/ticket-words';

it('a ticket has the state that its player is told, and GameLift’s where that is another one', () => {
  expect(ticketWords({ told: { status: 'placing' }, status: 'PLACING' })).toEqual({ own: 'placing' });
  expect(ticketWords({ told: { status: 'requires-acceptance' }, status: 'REQUIRES_ACCEPTANCE' })).toEqual({
    own: 'requires acceptance',
  });
  expect(ticketWords({ told: { status: 'queued' }, status: 'COMPLETED' })).toEqual({
    own: 'queued',
    gameLift: 'completed',
  });
  const lapsed = {
    told: { status: 'cancelled', endedBecause: 'not-asked-for' },
    status: 'CANCELLED',
  } as const;
  expect(ticketWords(lapsed)).toEqual({ own: 'not asked for', gameLift: 'cancelled' });
  const left = { told: { status: 'cancelled', endedBecause: 'match-left' }, status: 'FAILED' } as const;
  expect(ticketWords(left)).toEqual({ own: 'match left', gameLift: 'failed' });
  const asked = { told: { status: 'cancelled', endedBecause: 'cancelled' }, status: 'CANCELLED' } as const;
  expect(ticketWords(asked)).toEqual({ own: 'cancelled' });
});

it('a ticket without a row has GameLift’s', () => {
  expect(ticketWords({ status: 'TIMED_OUT' })).toEqual({ own: 'timed out' });
});
