import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { advertisedAddress } from '../../../local/realtime';
import { RealtimeClient } from '../realtime/support/client';
import { at, type Caller, startCaller } from './caller';
import { makeDuel, makeFleet, player } from './hosted';
import { objectOf } from '../../support/json-values';
import { untilRead } from '../../support/until';

/** Another address of this machine than the usual one; undefined where it has no network. */
const other = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';

describe('players of a fleet without TLS', () => {
  let caller: Caller;
  let fleet: Awaited<ReturnType<typeof makeFleet>>;
  const where = { IpAddress: other, DnsName: other, Port: expect.any(Number) };
  beforeAll(async () => {
    caller = await startCaller({ advertise: other });
    fleet = await makeFleet(caller, 3);
  });
  afterAll(() => caller.close());

  const play = async (answer: unknown, playerSessionId: unknown): Promise<void> => {
    const client = await RealtimeClient.connect({
      url: `ws://${String(at(answer, 'DnsName'))}:${String(at(answer, 'Port'))}/websocket`,
      playerSessionId: String(playerSessionId),
      udp: true,
    });
    expect(client.loginResult?.success).toBe(true);
    await untilRead(
      () => Promise.resolve(client.fast),
      (fast) => fast,
    );
    await client.close();
  };

  it('receive a name too, in game and player sessions, and reach it by TCP and UDP', async () => {
    const id = at(
      await caller.ok('CreateGameSession', { FleetId: fleet.fleetId, MaximumPlayerSessionCount: 2 }),
      'GameSession.GameSessionId',
    );
    const session = await untilRead(
      async () => at(await caller.ok('DescribeGameSessions', { GameSessionId: id }), 'GameSessions.0'),
      (found) => at(found, 'Status') === 'ACTIVE',
    );
    expect(session).toMatchObject(where);
    const { PlayerSession } = await caller.ok('CreatePlayerSession', { GameSessionId: id, PlayerId: 'ada' });
    expect(PlayerSession).toMatchObject(where);
    await play(PlayerSession, at(PlayerSession, 'PlayerSessionId'));
  });

  it('receive it in placements and their events', async () => {
    await caller.ok('StartGameSessionPlacement', {
      PlacementId: 'place-1',
      GameSessionQueueName: 'duel',
      MaximumPlayerSessionCount: 2,
      DesiredPlayerSessions: [{ PlayerId: 'bob' }],
    });
    const placed = await untilRead(
      async () =>
        at(
          await caller.ok('DescribeGameSessionPlacement', { PlacementId: 'place-1' }),
          'GameSessionPlacement',
        ),
      (found) => at(found, 'Status') === 'FULFILLED',
    );
    expect(placed).toMatchObject(where);
    await play(placed, at(placed, 'PlacedPlayerSessions.0.PlayerSessionId'));
    const event = (await caller.events()).find(({ detail }) => detail['type'] === 'PlacementFulfilled');
    expect(event?.detail).toMatchObject({ ipAddress: other, dnsName: other });
  });

  it('receive it in tickets and their events', async () => {
    await makeDuel(caller, [fleet.queueArn]);
    for (const id of ['t1', 't2'])
      await caller.ok('StartMatchmaking', { TicketId: id, ConfigurationName: 'duel', Players: [player(id)] });
    const ticket = await untilRead(
      async () => at(await caller.ok('DescribeMatchmaking', { TicketIds: ['t1'] }), 'TicketList.0'),
      (found) => at(found, 'Status') === 'COMPLETED',
    );
    const connection = objectOf(at(ticket, 'GameSessionConnectionInfo'));
    expect(connection).toMatchObject(where);
    await play(connection, at(connection, 'MatchedPlayerSessions.0.PlayerSessionId'));
    const event = (await caller.events()).find(({ detail }) => detail['type'] === 'MatchmakingSucceeded');
    expect(event?.detail).toMatchObject({ gameSessionInfo: { ipAddress: other, dnsName: other } });
  });
});

describe('the advertised address', () => {
  const address = (text: string, family: 'IPv4' | 'IPv6', internal: boolean) =>
    family === 'IPv4'
      ? { address: text, family, internal, netmask: '', mac: '', cidr: null }
      : { address: text, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 };
  const network = {
    lo: [address('127.0.0.1', 'IPv4', true)],
    wifi: [
      address('fe80::1', 'IPv6', false),
      address('2001:db8::7', 'IPv6', false),
      address('192.168.1.7', 'IPv4', false),
    ],
  };

  it.each([
    ['127.0.0.1', undefined, { ipAddress: '127.0.0.1', dnsName: 'localhost' }],
    ['192.168.1.7', undefined, { ipAddress: '192.168.1.7', dnsName: '192.168.1.7' }],
    ['0.0.0.0', undefined, { ipAddress: '192.168.1.7', dnsName: '192.168.1.7' }],
    ['0.0.0.0', '10.0.0.9', { ipAddress: '10.0.0.9', dnsName: '10.0.0.9' }],
    ['0.0.0.0', 'localhost', { ipAddress: '127.0.0.1', dnsName: 'localhost' }],
  ])('of processes that listen on %s, with %s configured, is %j', async (listen, advertise, expected) => {
    expect(await advertisedAddress(listen, advertise, network)).toEqual(expected);
  });

  it('is this machine alone without a network, and IPv6 where there is no other', async () => {
    expect(await advertisedAddress('0.0.0.0', undefined, {})).toEqual({
      ipAddress: '127.0.0.1',
      dnsName: 'localhost',
    });
    const six = { wifi: [address('fe80::1', 'IPv6', false), address('2001:db8::7', 'IPv6', false)] };
    expect((await advertisedAddress('::', undefined, six)).ipAddress).toBe('2001:db8::7');
  });

  it('must resolve here', async () => {
    await expect(advertisedAddress('0.0.0.0', 'nowhere.invalid', network)).rejects.toThrow(
      /^nowhere\.invalid is not known here: /,
    );
  });
});
