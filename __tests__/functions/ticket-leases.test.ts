import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DescribeGameSessionPlacementCommand, StopMatchmakingCommand } from '@aws-sdk/client-gamelift';
import { matchmakingDetail } from '../../contract/matchmaking-events';
import { ticketLeaseMs, renewalMs } from '../../contract/ticket-lease';
import { until } from '../support/until';
import { type Searcher, searchers } from './support/searchers';
import { gamelift, stores, useStoresAndGameLift } from './support/stores-and-gamelift';

let time = Date.now();
useStoresAndGameLift();
const { undelivered, hear, read, cancel, row, keepEvents, hearAll, sweep, status, reaches, ...world } =
  searchers(() => time);
const columns = { game: 'columns' };
const notAskedFor = {
  status: 'cancelled',
  endedBecause: 'not-asked-for',
  reason: 'Its client has not asked for it for more than a minute.',
};

beforeAll(() => {
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
});
beforeEach(() => {
  undelivered.length = 0;
  hearAll();
});

/** The searches of a test are over at its end, so that the next test meets none of them. */
const opened: Searcher[] = [];
afterEach(async () => {
  for (const searcher of opened.splice(0)) await cancel(searcher);
});
const open = async (body?: object): Promise<Searcher> => {
  const searcher = await world.open(body);
  opened.push(searcher);
  return searcher;
};
const searching = async (body: object = columns): Promise<Searcher> => {
  const searcher = await open(body);
  await reaches(searcher, 'searching');
  return searcher;
};

/** Two tickets of one match, which waits for a server. */
const placing = async (): Promise<readonly [Searcher, Searcher]> => {
  const both = [await open(), await open()] as const;
  for (const searcher of both) await reaches(searcher, 'placing');
  return both;
};
const placementOf = async (searcher: Searcher) => {
  const { made: PlacementId } = (await row(searcher)) ?? {};
  return async () => {
    const { GameSessionPlacement } = await gamelift.client.send(
      new DescribeGameSessionPlacementCommand({ PlacementId }),
    );
    return GameSessionPlacement?.Status;
  };
};
const heard = (type: string, { ticketId }: Searcher) =>
  undelivered.filter(({ detail }) => {
    const read = matchmakingDetail.parse(detail);
    return read.type === type && read.tickets.some((ticket) => ticket.ticketId === ticketId);
  });
/** The client does not ask any more, and its lease passes. */
const passes = (): void => {
  time += ticketLeaseMs + 1;
};

describe('a ticket whose client asks for it', () => {
  it('stays open, and is written at most once in twenty seconds', async () => {
    const ada = await searching();
    const renewals = new Set<number | undefined>();
    const since = time;
    for (; time < since + 2 * ticketLeaseMs; time += 1000) {
      await read(ada);
      renewals.add((await row(ada))?.askedAt);
      if ((time - since) % 60_000 === 0) expect(await sweep()).toMatchObject({ lapsed: 0 });
    }
    expect(renewals.size).toBe((2 * ticketLeaseMs) / renewalMs);
    expect(await status(ada)).toBe('SEARCHING');
  });

  it('is written once by two requests at once', async () => {
    const ada = await searching();
    const first = (await row(ada))?.askedAt ?? 0;
    time = first + renewalMs;
    const written = jest.spyOn(stores.documents, 'send');
    await Promise.all([read(ada), read(ada), read(ada)]);
    const updates = written.mock.calls.flatMap(([{ constructor }], call) =>
      constructor.name === 'UpdateCommand' ? [Promise.resolve(written.mock.results[call]?.value)] : [],
    );
    const outcomes = await Promise.allSettled(updates);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    written.mockRestore();
    expect((await row(ada))?.askedAt).toBe(time);
  });

  it('lives through a minute of silence, as of a hidden page', async () => {
    const ada = await searching();
    // The last request of a visible page, which wrote nothing.
    time += renewalMs - 1;
    await read(ada);
    for (let minute = 0; minute < 5; minute += 1) {
      time += 65_000;
      expect(await sweep()).toMatchObject({ lapsed: 0 });
      expect(await read(ada)).toMatchObject({ status: 'searching' });
    }
  });
});

describe('a ticket whose client does not ask for it', () => {
  it('ends with the next sweep, in our table and in FlexMatch, and takes no player after it', async () => {
    const dead = await searching();
    time += ticketLeaseMs;
    expect(await sweep()).toMatchObject({ lapsed: 0 });
    time += 1;
    expect(await sweep()).toMatchObject({ lapsed: 1 });
    expect(await row(dead)).toMatchObject(notAskedFor);
    expect(await read(dead)).toMatchObject(notAskedFor);
    expect(await status(dead)).toBe('CANCELLED');
    const next = await searching();
    expect(await status(next)).toBe('SEARCHING');
    expect(await sweep()).toMatchObject({ lapsed: 0 });
    // Its player may search again at once.
    expect(await stores.tickets.openTicketOf(dead.player)).toBeUndefined();
  });

  it('ends once, by two sweeps at once', async () => {
    const dead = await searching();
    passes();
    const [one, other] = await Promise.all([sweep(), sweep()]);
    expect(one.lapsed + other.lapsed).toBe(1);
    expect(await row(dead)).toMatchObject(notAskedFor);
  });

  it('ends with its reason, whenever and however often FlexMatch reports that it was stopped', async () => {
    keepEvents();
    const dead = await open(columns);
    passes();
    const lapsed = await sweep({
      tickets: {
        ...stores.tickets,
        // The event arrives between the stop and the end.
        change: async (change) => {
          await until('the event', () => Promise.resolve(heard('MatchmakingCancelled', dead).length > 0));
          for (const event of heard('MatchmakingCancelled', dead)) await hear(event);
          return stores.tickets.change(change);
        },
      },
    });
    expect(lapsed).toMatchObject({ lapsed: 1 });
    for (const event of [...undelivered].reverse().concat(undelivered)) await hear(event);
    expect(await row(dead)).toMatchObject(notAskedFor);
  });

  it('ends although the sweep died after it had stopped it', async () => {
    keepEvents();
    const dead = await open(columns);
    passes();
    await expect(stores.tickets.lapse(dead.ticketId, time)).resolves.toBe(true);
    await gamelift.client.send(new StopMatchmakingCommand({ TicketId: dead.ticketId }));
    await until('the event', () => Promise.resolve(heard('MatchmakingCancelled', dead).length > 0));
    for (const event of heard('MatchmakingCancelled', dead)) await hear(event);
    expect((await row(dead))?.status).toBe('queued');
    time += 60_000;
    expect(await sweep()).toMatchObject({ lapsed: 1 });
    expect(await row(dead)).toMatchObject(notAskedFor);
  });

  it('is renewed by a request that comes before the mark of the sweep, and by none after it', async () => {
    const early = await searching();
    passes();
    const before = await sweep({
      tickets: {
        ...stores.tickets,
        lapse: async (id, at) => {
          await read(early);
          return stores.tickets.lapse(id, at);
        },
      },
    });
    expect(before).toMatchObject({ lapsed: 0 });
    expect(await row(early)).toMatchObject({ status: 'searching', askedAt: time });
    expect(await status(early)).toBe('SEARCHING');
    passes();
    const after = await sweep({
      tickets: {
        ...stores.tickets,
        lapse: async (id, at) => {
          const marked = await stores.tickets.lapse(id, at);
          await read(early);
          return marked;
        },
      },
    });
    expect(after).toMatchObject({ lapsed: 1 });
    expect(await row(early)).toMatchObject(notAskedFor);
  });

  it('completes when FlexMatch has placed its match, although no event has reported it', async () => {
    keepEvents();
    const both = [await open(), await open()];
    await gamelift.place();
    for (const one of both) await until('it is placed', async () => (await status(one)) === 'COMPLETED');
    passes();
    expect(await sweep()).toMatchObject({ lapsed: 0, repaired: 2 });
    for (const one of both) expect((await row(one))?.match).toMatchObject({ seat: expect.any(Number) });
  });

  it('waits for the event that names its match, and gives it up then', async () => {
    keepEvents();
    const both = [await open(), await open()] as const;
    await until('the match is made', async () => (await status(both[1])) === 'PLACING');
    passes();
    await read(both[1]);
    expect(
      await sweep({ tickets: { ...stores.tickets, staleOpenTickets: () => Promise.resolve([]) } }),
    ).toMatchObject({
      lapsed: 0,
    });
    for (const event of heard('PotentialMatchCreated', both[0])) await hear(event);
    expect(await sweep()).toMatchObject({ lapsed: 1 });
    expect(await row(both[0])).toMatchObject(notAskedFor);
    expect(await read(both[1])).toMatchObject({ endedBecause: 'match-left' });
  });

  it('gives up a match that waits for a server: its other player sees it, and may search again', async () => {
    const [dead, living] = await placing();
    const placement = await placementOf(dead);
    passes();
    await read(living);
    // Without a look at the ticket of the other player, which would do the same.
    const tickets = { ...stores.tickets, staleOpenTickets: () => Promise.resolve([]) };
    expect(await sweep({ tickets })).toMatchObject({ lapsed: 1 });
    expect(await placement()).toBe('CANCELLED');
    expect(await row(dead)).toMatchObject(notAskedFor);
    await reaches(living, 'cancelled');
    expect(await read(living)).toMatchObject({
      endedBecause: 'match-left',
      reason: 'Another player left the match before it began.',
    });
  });
});
