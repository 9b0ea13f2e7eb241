import { expect } from '@jest/globals';
import * as z from 'zod/mini';
import { type Caller, type Envelope, objectsAt } from './caller';
import { jsonObject } from '../../support/json-values';
import { untilRead } from '../../support/until';

/** A ticket as DescribeMatchmaking shows it. */
export const ticketSeen = z.looseObject({
  TicketId: z.string(),
  Status: z.string(),
  StatusReason: z.optional(z.string()),
  StatusMessage: z.optional(z.string()),
  EstimatedWaitTime: z.optional(z.number()),
  Players: z.array(jsonObject),
  GameSessionConnectionInfo: z.optional(
    z.looseObject({ GameSessionArn: z.string(), MatchedPlayerSessions: z.array(jsonObject) }),
  ),
});
export type TicketSeen = z.infer<typeof ticketSeen>;

export async function describeAll(
  caller: Caller,
  ticketIds: readonly string[],
): Promise<readonly TicketSeen[]> {
  const tickets: TicketSeen[] = [];
  for (let index = 0; index < ticketIds.length; index += 10)
    tickets.push(
      ...objectsAt(
        await caller.ok('DescribeMatchmaking', { TicketIds: ticketIds.slice(index, index + 10) }),
        'TicketList',
      ).map((ticket) => ticketSeen.parse(ticket)),
    );
  return tickets;
}

export const count = (tickets: readonly TicketSeen[], status: string): number =>
  tickets.filter(({ Status }) => Status === status).length;

/**
 * Every ticket completed once: one session for two tickets, one MatchmakingSucceeded for each ticket.
 * @param taken the accepted events by their ids
 */
export async function expectOnce(
  tickets: readonly TicketSeen[],
  taken: ReadonlyMap<string, Envelope>,
): Promise<void> {
  expect(new Set(tickets.map(({ Status }) => Status))).toEqual(new Set(['COMPLETED']));
  const bySession = new Map<string, number>();
  for (const { GameSessionConnectionInfo } of tickets)
    bySession.set(
      GameSessionConnectionInfo?.GameSessionArn ?? '',
      (bySession.get(GameSessionConnectionInfo?.GameSessionArn ?? '') ?? 0) + 1,
    );
  expect(new Set(bySession.values())).toEqual(new Set([2]));
  expect(
    new Set(
      tickets.flatMap(({ GameSessionConnectionInfo }) =>
        GameSessionConnectionInfo?.MatchedPlayerSessions.map(({ PlayerSessionId }) => PlayerSessionId),
      ),
    ).size,
  ).toBe(tickets.length);
  const findSucceeded = (): readonly string[] =>
    [...taken.values()]
      .filter(({ detail }) => detail['type'] === 'MatchmakingSucceeded')
      .flatMap(({ detail }) => objectsAt(detail, 'tickets').map(({ ticketId }) => String(ticketId)));
  await untilRead(
    async () => findSucceeded().length,
    (length) => length >= tickets.length,
  );
  expect([...findSucceeded()].sort()).toEqual(tickets.map(({ TicketId }) => TicketId).sort());
}
