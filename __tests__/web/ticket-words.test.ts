import { expect, it } from '@jest/globals';
import { ticketWords } from '../../web/console/ticket-words';

it('a ticket has the state that its player sees, and GameLift’s where that is another one', () => {
  expect(ticketWords({ recorded: { status: 'placing' }, status: 'PLACING' })).toEqual({ own: 'placing' });
  expect(ticketWords({ recorded: { status: 'requires-acceptance' }, status: 'REQUIRES_ACCEPTANCE' })).toEqual(
    {
      own: 'requires acceptance',
    },
  );
  expect(ticketWords({ recorded: { status: 'queued' }, status: 'COMPLETED' })).toEqual({
    own: 'queued',
    gameLift: 'completed',
  });
  const lapsed = {
    recorded: { status: 'cancelled', endedBecause: 'not-asked-for' },
    status: 'CANCELLED',
  } as const;
  expect(ticketWords(lapsed)).toEqual({ own: 'not asked for', gameLift: 'cancelled' });
  const left = { recorded: { status: 'cancelled', endedBecause: 'match-left' }, status: 'FAILED' } as const;
  expect(ticketWords(left)).toEqual({ own: 'match left', gameLift: 'failed' });
  const asked = {
    recorded: { status: 'cancelled', endedBecause: 'cancelled' },
    status: 'CANCELLED',
  } as const;
  expect(ticketWords(asked)).toEqual({ own: 'cancelled' });
});

it('a ticket without a row has GameLift’s', () => {
  expect(ticketWords({ status: 'TIMED_OUT' })).toEqual({ own: 'timed out' });
});
