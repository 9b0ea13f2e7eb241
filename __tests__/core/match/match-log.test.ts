import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commandId, type CommandId, type Seat } from '../../../core/ids';
import { MatchLog } from '../../../core/match/match-log';
import { type LogEntry } from '../../../core/match/log';

/** A history, and the same as a plain list that is copied whole for every entry. */
interface Written {
  readonly log: MatchLog<string>;
  readonly list: ReadonlyArray<{ readonly entry: LogEntry; readonly then: string | undefined }>;
}

const seats: readonly Seat[] = [0, 1, 2];
const ids: readonly CommandId[] = ['a', 'b', 'c', 'd'].map((text) => commandId(text));

/** Kinds of entries: a command of a seat with one of a few ids, or an entry without an author. */
const drawnEntry = fc.oneof(
  fc.record({ seat: fc.constantFrom(...seats), id: fc.constantFrom(...ids) }),
  fc.constant('claim' as const),
);
/** A step extends one of the histories so far, which may be an old one. */
const steps = fc.array(fc.record({ from: fc.nat(), what: drawnEntry, isKept: fc.boolean() }), {
  maxLength: 12,
});

function extended(
  { log, list }: Written,
  what: 'claim' | { readonly seat: Seat; readonly id: CommandId },
  then: string | undefined,
): Written {
  const sequence = list.length + 1;
  const entry: LogEntry =
    what === 'claim'
      ? { kind: 'claim', sequence, at: sequence, epoch: sequence }
      : {
          kind: 'command',
          sequence,
          at: sequence,
          seat: what.seat,
          commandId: what.id,
          action: { kind: 'resign' },
        };
  return { log: log.extended(entry, then), list: [...list, { entry, then }] };
}

/** The newest command of a seat with an id. */
const found = ({ list }: Written, seat: Seat, id: CommandId): LogEntry | undefined =>
  list.findLast(({ entry }) => entry.kind === 'command' && entry.seat === seat && entry.commandId === id)
    ?.entry;

/** Everything that a log can be asked, beyond its ends too. */
const places = Array.from({ length: 16 }, (_, place) => place - 1);
const keys = [...seats, 3].flatMap((seat) => ids.map((id) => ({ seat, id })));
const answers = (log: MatchLog<string>) => ({
  length: log.length,
  after: places.map((place) => log.after(place)),
  then: places.map((place) => log.stateAfter(place)),
  found: keys.map(({ seat, id }) => log.find(seat, id)),
});
const expected = (history: Written) => ({
  length: history.list.length,
  after: places.map((place) => history.list.slice(Math.max(0, place)).map(({ entry }) => entry)),
  then: places.map((place) => history.list[place - 1]?.then),
  found: keys.map(({ seat, id }) => found(history, seat, id)),
});

describe('the log of a match', () => {
  it('is an immutable list: histories that grew from one another, in any order, stay as they were', () => {
    fc.assert(
      fc.property(steps, (made) => {
        const histories: Written[] = [{ log: MatchLog.empty<string>(), list: [] }];
        for (const [index, { from, what, isKept }] of made.entries()) {
          const base = histories[from % histories.length];
          // A match refuses an id that its seat has used, so a history has it once.
          if (base === undefined || (what !== 'claim' && found(base, what.seat, what.id) !== undefined))
            continue;
          histories.push(extended(base, what, isKept ? `state ${index}` : undefined));
        }
        for (const history of histories) expect(answers(history.log)).toEqual(expected(history));
      }),
    );
  });

  it('finds every command of the newest history, however many branches there are', () => {
    const one = extended({ log: MatchLog.empty<string>(), list: [] }, { seat: 0, id: commandId('a') }, 'one');
    const left = extended(one, { seat: 1, id: commandId('b') }, 'left');
    const right = extended(one, { seat: 2, id: commandId('c') }, 'right');
    const further = extended(right, { seat: 1, id: commandId('a') }, undefined);
    for (const history of [one, left, right, further])
      expect(answers(history.log)).toEqual(expected(history));
  });

  it('does not take an entry without an author for a command', () => {
    const claimed = extended({ log: MatchLog.empty<string>(), list: [] }, 'claim', undefined);
    for (const seat of seats) expect(claimed.log.find(seat, commandId('a'))).toBeUndefined();
  });
});
