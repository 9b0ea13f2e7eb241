import { randomUUID } from 'node:crypto';
import { DescribeMatchmakingCommand } from '@aws-sdk/client-gamelift';
import { type EventEnvelope } from '../../../contract/events';
import { configurationArn } from '../../../contract/names';
import { playerId, type PlayerId, ticketId, type TicketId } from '../../../core/ids';
import { createMatchmakingApp } from '../../../functions/matchmaking/app';
import { receiveMatchmakingEvent } from '../../../functions/matchmaking-events/receive';
import { sweepTickets, type SweepDependencies } from '../../../functions/match-sweeper/tickets';
import { createFleetCertificates } from '../../../functions/shared/flexmatch/fleet-certificates';
import { createPlacedMatches } from '../../../functions/shared/flexmatch/placed-matches';
import { backend } from '../../games';
import { until } from '../../support/until';
import { gameliftArn, locations, resourcePrefix } from './backend';
import { ask } from './in-process';
import { sessionOf, openSession } from './signed-in';
import { gamelift, stores } from './stores-and-gamelift';

export interface Searcher {
  readonly player: PlayerId;
  readonly ticketId: TicketId;
}

/** Players who search, with the clock, the sweeper and the events in the hands of a test. */
export function searchers(now: () => number, regions = () => gamelift.regions) {
  /** Events of FlexMatch that the backend has not heard yet. */
  const undelivered: EventEnvelope[] = [];
  const app = () =>
    createMatchmakingApp({
      tickets: stores.tickets,
      matches: stores.matches,
      players: stores.players,
      sessions: stores.sessions,
      gamelift: regions(),
      backend,
      resourcePrefix,
      locations,
      now,
      newId: randomUUID,
      newSeed: () => '5'.repeat(32),
    });
  const call = async (method: string, { player, ticketId: id }: Searcher) =>
    (await ask(app(), method, `/v1/tickets/${id}`, { claims: { sub: player, sid: sessionOf(player) } })).body;
  const hear = (envelope: EventEnvelope) =>
    receiveMatchmakingEvent(envelope, {
      configurations: [...backend.matchmakings.keys()].map((key) =>
        configurationArn(gameliftArn, resourcePrefix, key),
      ),
      ...stores,
      gamelift: regions().home,
      placed: createPlacedMatches(regions(), backend, resourcePrefix),
      certificates: createFleetCertificates(regions()),
    });
  return {
    undelivered,
    hear,
    read: (searcher: Searcher) => call('GET', searcher),
    cancel: (searcher: Searcher) => call('DELETE', searcher),
    row: ({ ticketId: id }: Searcher) => stores.tickets.get(id),
    /** Keeps the events from now on, until a test delivers them. */
    keepEvents(): void {
      gamelift.listener.take = (envelope) => {
        undelivered.push(envelope);
        return Promise.resolve();
      };
    },
    hearAll(): void {
      gamelift.listener.take = hear;
    },
    async open(body: object = { game: 'noughts' }): Promise<Searcher> {
      const player = playerId(`p-${randomUUID()}`);
      await stores.players.create({ playerId: player, displayName: 'Ada', createdAt: now() }, 'hash');
      const claims = await openSession(stores.documents, player);
      const opened = await ask(app(), 'POST', '/v1/tickets', { claims, body });
      return { player, ticketId: ticketId(String(opened.body['ticketId'])) };
    },
    sweep: (parts: Partial<SweepDependencies> = {}) =>
      sweepTickets({
        tickets: stores.tickets,
        matches: stores.matches,
        gamelift: regions().home,
        placed: createPlacedMatches(regions(), backend, resourcePrefix),
        certificates: createFleetCertificates(regions()),
        now,
        ...parts,
      }),
    /** The status of a ticket in FlexMatch. */
    async status({ ticketId: id }: Searcher): Promise<string | undefined> {
      const { TicketList } = await gamelift.client.send(new DescribeMatchmakingCommand({ TicketIds: [id] }));
      return TicketList?.[0]?.Status;
    },
    reaches: ({ ticketId: id }: Searcher, status: string) =>
      until(`ticket ${id} is ${status}`, async () => (await stores.tickets.get(id))?.status === status),
  };
}
