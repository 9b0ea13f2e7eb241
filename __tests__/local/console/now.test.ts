import { describe, expect, it } from '@jest/globals';
import { type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { type CountedSpan, seriesOf, waitingSpans, waitsOf } from '../../../local/console/now';

const now = 1_800_000_003;

const ticket = (startTime: number, changed: Partial<Ticket> = {}): Ticket => ({
  ticketId: `at ${startTime}`,
  configurationName: 'turnlift-laptop-duel',
  configurationArn: 'arn',
  status: 'SEARCHING',
  startTime,
  deadline: startTime + 600,
  players: [{ playerId: 'p', attributes: {} }],
  ...changed,
});

describe('charts of the present', () => {
  // Between two steps of the chart: the last step has seen none of them.
  const opened = [ticket(now - 1), ticket(now - 2), ticket(now - 100)];
  const matched = ticket(now - 50, { status: 'COMPLETED', endTime: now - 20 });

  it('end with the figure that stands beside them', () => {
    const { waiting, at } = seriesOf(waitingSpans([...opened, matched]), [], now);
    const [row] = waitsOf([...opened, matched], 'turnlift-laptop', now);
    expect(row?.waiting).toBe(3);
    expect(waiting.at(-1)).toBe(3);
    expect(at.at(-1)).toBe(now * 1000);
    expect(at).toEqual([...at].sort((one, other) => one - other));
    expect([waiting.length, at.length]).toEqual([60, 60]);
  });

  it('show what has been, and count no ticket of a backfill as waiting', () => {
    const spans: readonly CountedSpan[] = [
      [now - 50, now - 20],
      [now - 1000, now - 900],
      [now + 0.5, Infinity],
    ];
    const { running, at } = seriesOf([], spans, now);
    const counts = new Map(at.map((time, index) => [time / 1000 - now, running[index]]));
    expect([counts.get(-53), counts.get(-48), counts.get(-23), counts.get(-18)]).toEqual([0, 1, 1, 0]);
    expect(running.at(-1)).toBe(1);
    expect(waitingSpans([ticket(now - 1, { backfill: { automatic: false } })])).toEqual([]);
  });
});
