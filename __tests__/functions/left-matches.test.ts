import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  DescribeGameSessionPlacementCommand,
  type GameLiftClient,
  GameLiftServiceException,
} from '@aws-sdk/client-gamelift';
import { matchmakingDetail } from '../../contract/matchmaking-events';
import { gameSessionId, matchId } from '../../core/ids';
import { createGameLiftRegions } from '../../functions/shared/aws/gamelift-regions';
import { until } from '../support/until';
import { aMatchHeader } from '../support/headers';
import { type Searcher, searchers } from './support/searchers';
import { gamelift, stores, useStoresAndGameLift } from './support/stores-and-gamelift';

let time = Date.now();
useStoresAndGameLift();

/** GameLift, where the placement of a match has an id of its own: it is not found by that of the match. */
const otherIds = () => {
  const { client } = gamelift;
  const send = (command: object, ...rest: readonly unknown[]) =>
    command.constructor.name === 'StopGameSessionPlacementCommand'
      ? Promise.reject(
          new GameLiftServiceException({
            name: 'NotFoundException',
            message: 'Game session placement not found.',
            $fault: 'client',
            $metadata: { httpStatusCode: 400 },
          }),
        )
      : Reflect.apply(client.send, client, [command, ...rest]);
  const proxy: GameLiftClient = new Proxy(client, {
    get: (target, name, receiver) => (name === 'send' ? send : Reflect.get(target, name, receiver)),
  });
  return createGameLiftRegions(gamelift.region, () => proxy);
};

const here = searchers(() => time);
const elsewhere = searchers(() => time, otherIds);
type World = typeof here;

const matchLeft = {
  status: 'cancelled',
  endedBecause: 'match-left',
  reason: 'Another player left the match before it began.',
};
const cancelled = { status: 'cancelled', endedBecause: 'cancelled', reason: 'Cancelled by request.' };

beforeAll(() => {
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
});
beforeEach(() => {
  time += 1000;
});
const opened: Searcher[] = [];
afterEach(async () => {
  here.hearAll();
  for (const searcher of opened.splice(0)) await here.cancel(searcher);
});

/** Two tickets of one match, which waits for a server. */
async function openPlacingTickets(world: World): Promise<readonly [Searcher, Searcher]> {
  world.hearAll();
  const both = [await world.open(), await world.open()] as const;
  opened.push(...both);
  for (const searcher of both) await world.reaches(searcher, 'placing');
  return both;
}
const made = async (searcher: Searcher) => {
  const { made: id } = (await here.row(searcher)) ?? {};
  if (id === undefined) throw new Error(`ticket ${searcher.ticketId} has no match`);
  return id;
};
const placement = async (PlacementId: string) =>
  (await gamelift.client.send(new DescribeGameSessionPlacementCommand({ PlacementId }))).GameSessionPlacement
    ?.Status;

describe('a match that one player leaves while it waits for a server', () => {
  it('gives up its place in the queue, and FlexMatch notifies the others in any order', async () => {
    const [ada, bob] = await openPlacingTickets(here);
    const match = await made(ada);
    here.undelivered.length = 0;
    here.keepEvents();
    expect(await here.cancel(ada)).toMatchObject(cancelled);
    expect(await placement(match)).toBe('CANCELLED');
    await until('the event of the placement', () => Promise.resolve(here.undelivered.length > 0));
    for (const event of [...here.undelivered, ...here.undelivered]) await here.hear(event);
    expect(await here.row(bob)).toMatchObject(matchLeft);
    expect(await here.row(ada)).toMatchObject(cancelled);
    expect(await here.cancel(ada)).toMatchObject(cancelled);
  });

  it('ends for the others when they ask, before any event, also when the canceller died', async () => {
    const [ada, bob] = await openPlacingTickets(here);
    const match = await made(ada);
    here.keepEvents();
    expect(await stores.matches.voidBeforeBegin(match)).toBe('voided');
    expect(await here.read(bob)).toMatchObject(matchLeft);
    expect(await placement(match)).toBe('CANCELLED');
  });

  it('ends for a player who does not ask, by the sweeper', async () => {
    const [ada, bob] = await openPlacingTickets(here);
    here.keepEvents();
    await here.cancel(ada);
    time += 60_000;
    expect(await here.sweep()).toMatchObject({ lapsed: 0 });
    expect(await here.row(bob)).toMatchObject(matchLeft);
  });

  it('is reported where its placement is not found; a further match of its tickets is void', async () => {
    const [ada, bob] = await openPlacingTickets(elsewhere);
    expect(await elsewhere.cancel(ada)).toMatchObject(cancelled);
    expect(await elsewhere.read(bob)).toMatchObject(matchLeft);
    // The queue gives up: FlexMatch puts both tickets back into the pool, and makes a match of them again.
    const further: string[] = [];
    gamelift.listener.take = (envelope) => {
      const detail = matchmakingDetail.parse(envelope.detail);
      if (detail.type === 'PotentialMatchCreated') further.push(detail.matchId);
      return elsewhere.hear(envelope);
    };
    await gamelift.place('TIMED_OUT');
    await until(
      'the further match is void',
      async () => further[0] !== undefined && (await stores.matches.isVoid(matchId(further[0]))),
    );
    for (const one of [ada, bob]) expect((await here.row(one))?.status).toBe('cancelled');
    // A server that comes all the same ends the match before it begins.
    const session = gameSessionId((await gamelift.place()) ?? '');
    const header = aMatchHeader({
      matchId: matchId(further[0] ?? ''),
      seats: [ada.player, bob.player],
    });
    for (let times = 0; times < 2; times += 1)
      expect(await stores.matches.claim(header, session)).toMatchObject({
        status: 'abandoned',
        reason: 'cancelled',
        entries: [{ kind: 'end', reason: 'cancelled' }],
      });
    expect((await here.row(bob))?.endedBecause).toBe('match-left');
  });

  it('leaves a placement that fails by itself a failure', async () => {
    const both = await openPlacingTickets(here);
    await gamelift.place('ERROR');
    for (const one of both) await here.reaches(one, 'failed');
    expect(await here.row(both[0])).toMatchObject({ endedBecause: 'failed' });
  });
});
