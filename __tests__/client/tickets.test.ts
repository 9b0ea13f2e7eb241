import { describe, expect, it } from '@jest/globals';
import { type TicketDocument } from '../../client/exports';
import { Tickets } from '../../client/tickets';
import { scriptedApi } from './scripted-api';

const ticket = (status: TicketDocument['status'], more: Partial<TicketDocument> = {}): TicketDocument => ({
  ticketId: 't',
  status,
  game: 'g',
  matchmaking: 'm',
  options: {},
  ...more,
});
const completed = ticket('completed', { match: { matchId: 'x', seat: 1 } });

/** Follows a ticket through these answers. @returns the pauses before them */
async function pausesBefore(...answers: readonly TicketDocument[]): Promise<readonly number[]> {
  const { http, waits, asked } = scriptedApi(answers);
  const tickets = new Tickets({
    transports: http.transports,
    ask: (path, answer, request) => http.ask(path, answer, request),
    patiently: (attempt) => attempt(),
  });
  expect(await tickets.follow(ticket('searching'), {})).toMatchObject({ match: { matchId: 'x', seat: 1 } });
  expect(asked).toHaveLength(answers.length);
  return waits;
}

const times = (count: number, answer: TicketDocument) => Array.from({ length: count }, () => answer);

describe('a ticket that is followed', () => {
  it('is asked for less and less often, and about once a second in the end', async () => {
    const pauses = await pausesBefore(...times(9, ticket('searching')), completed);
    expect(pauses.slice(0, 3)).toEqual([100, 150, 225]);
    expect(pauses.slice(-3)).toEqual([1000, 1000, 1000]);
  });

  it('is asked for soon again when its match is being placed', async () => {
    const placing = ticket('placing');
    const pauses = await pausesBefore(...times(9, ticket('searching')), placing, placing, placing, completed);
    expect(pauses.slice(-4)).toEqual([1000, 100, 150, 225]);
  });
});
