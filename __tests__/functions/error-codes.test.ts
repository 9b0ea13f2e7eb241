import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TerminateGameSessionCommand } from '@aws-sdk/client-gamelift';
import { type ErrorCode, errorCodes, errors } from '../../contract/errors';
import { textAt } from '../support/json-values';
import { until } from '../support/until';
import { type ContractBackend, startContractBackend, type Way } from './support/contract-backend';
import { waysOfMatches } from './support/ways-to-errors/matches';
import { waysOfPlayers } from './support/ways-to-errors/players';
import { waysOfServices } from './support/ways-to-errors/services';

/**
 * One way to each error of the contract, through real parts. The type makes a new code without a way a
 * compile error.
 */
const ways: Readonly<Record<ErrorCode, Way>> = { ...waysOfPlayers, ...waysOfMatches, ...waysOfServices };

let contract: ContractBackend;
beforeAll(async () => {
  contract = await startContractBackend();
});
afterAll(() => contract.close());

describe('every error of the contract can be reached, and is a problem document', () => {
  it.each(errorCodes)('%s', async (code) => {
    const answer = await ways[code](contract);
    expect({ status: answer.status, ...answer.body }).toMatchObject({
      status: errors[code].status,
      code,
      type: `urn:turnlift:problem:${code}`,
      title: errors[code].title,
      remedy: errors[code].remedy,
      detail: expect.any(String),
      instance: expect.any(String),
    });
  });
});

describe('a rejoin of a live match', () => {
  it('is refused to a player who was deleted', async () => {
    const { api, as, bob, lonely } = contract;
    const gone = await api.register();
    const seated = await lonely(gone, bob);
    expect((await as(gone, 'DELETE', '/v1/players/me')).status).toBe(204);
    expect((await as(gone, 'POST', `/v1/matches/${seated}/rejoin`)).body.code).toBe('player-not-found');
  });

  it('gives the same unused reservation for every request, and the match knows it', async () => {
    const { ada, api, as, bob, live } = contract;
    const first = await as(ada, 'POST', `/v1/matches/${live.matchId}/rejoin`);
    const again = await as(ada, 'POST', `/v1/matches/${live.matchId}/rejoin`);
    expect(first.body).toMatchObject({
      matchId: live.matchId,
      seat: 0,
      connection: { ipAddress: '127.0.0.1', playerSessionId: expect.stringMatching(/^psess-/) },
    });
    expect(again.body).toEqual(first.body);
    const other = await as(bob, 'POST', `/v1/matches/${live.matchId}/rejoin`);
    expect(other.body.seat).toBe(1);
    expect(textAt(other.body, 'connection.playerSessionId')).not.toBe(
      textAt(first.body, 'connection.playerSessionId'),
    );
    expect((await as(await api.register(), 'POST', `/v1/matches/${live.matchId}/rejoin`)).body.code).toBe(
      'not-in-match',
    );
  });

  it('has the match placed again when the game session is over', async () => {
    const { ada, as, bob, gamelift, live } = contract;
    await gamelift.client.send(
      new TerminateGameSessionCommand({ GameSessionId: live.session, TerminationMode: 'FORCE_TERMINATE' }),
    );
    await until(
      'the game session is over',
      async () =>
        (await as(ada, 'POST', `/v1/matches/${live.matchId}/rejoin`)).body.code === 'match-resuming',
    );
    while ((await as(ada, 'POST', `/v1/matches/${live.matchId}/rejoin`)).status !== 200)
      await gamelift.place();
    const [first, second] = await Promise.all(
      [ada, bob].map((player) => as(player, 'POST', `/v1/matches/${live.matchId}/rejoin`)),
    );
    expect([first?.status, second?.status]).toEqual([200, 200]);
    expect([first?.body.seat, second?.body.seat]).toEqual([0, 1]);
  });
});
