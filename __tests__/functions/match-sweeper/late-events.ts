import { expect, it } from '@jest/globals';
import { createFleetCertificates } from '../../../functions/shared/flexmatch/fleet-certificates';
import { asleepMs, unattendedMs } from '../../../functions/match-sweeper/match-check';
import { receiveMatchmakingEvent } from '../../../functions/matchmaking-events/receive';
import { createPlacedMatches } from '../../../functions/shared/flexmatch/placed-matches';
import { matchmakingDetail } from '../../../contract/matchmaking-events';
import { matchId } from '../../../core/ids';
import { backend } from '../../games';
import { until } from '../../support/until';
import { resourcePrefix } from '../support/backend';
import {
  begin,
  clock,
  events,
  gamelift,
  matches,
  newHeader,
  placedMatch,
  stores,
  sweep,
} from './sweeper-stores';

export function lateEvents(): void {
  it('events that come late, twice and in any order leave an abandoned match abandoned', async () => {
    events.length = 0;
    await placedMatch();
    const findMade = () =>
      events.flatMap(({ detail }) => {
        const read = matchmakingDetail.safeParse(detail);
        return read.success && read.data.type === 'MatchmakingSucceeded' ? [matchId(read.data.matchId)] : [];
      });
    await until('the match is made', () => Promise.resolve(findMade().length > 0));
    const header = { ...newHeader(), rulesVersion: 99, matchId: findMade()[0] ?? newHeader().matchId };
    await begin(header);
    expect((await sweep()).asleep).toBe(1);
    clock.time += asleepMs + 1;
    expect((await sweep()).abandoned).toBe(1);
    const certificates = createFleetCertificates(gamelift.regions);
    for (const envelope of [...events, ...[...events].reverse(), ...events])
      await receiveMatchmakingEvent(envelope, {
        configurations: [...new Set(events.flatMap(({ resources }) => resources))],
        ...stores,
        gamelift: gamelift.client,
        certificates,
        placed: createPlacedMatches(gamelift.regions, backend, resourcePrefix),
      }).catch(() => undefined);
    clock.time += unattendedMs + 1;
    await sweep();
    expect(await matches.get(header.matchId)).toMatchObject({ status: 'abandoned' });
  });
}
