import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventsWriter } from '../../../contract/realtime/events-writer';
import { type WrittenToPlayer, writeToPlayer } from '../../../contract/realtime/to-player';
import { commandId } from '../../../core/ids';
import { type Json } from '../../../core/json';

type Fields = WrittenToPlayer['events'];

const json = fc.jsonValue({ maxDepth: 3 }).map((value): Json => JSON.parse(JSON.stringify(value)));
const whole = fc.integer({ min: 0, max: 2 ** 45 });
const seat = fc.nat(7);
const at = { sequence: fc.integer({ min: 1, max: 1_000_000 }), at: whole };
const event: fc.Arbitrary<Fields['events'][number]> = fc.oneof(
  fc.record(
    {
      ...at,
      seat,
      action: json.map((command) => ({ kind: 'play' as const, command })),
      bot: fc.constant(true as const),
      id: fc.stringMatching(/^[0-9a-zA-Z_-]{1,64}$/).map((text) => commandId(text)),
    },
    { requiredKeys: ['sequence', 'at', 'seat', 'action'] },
  ),
  fc.record({
    ...at,
    seat: fc.constant(null),
    action: fc.record({ kind: fc.constant('claim'), epoch: seat }),
  }),
);
const position: fc.Arbitrary<Fields['position']> = fc.option(
  fc.record({
    view: json,
    toAct: fc.array(seat),
    legal: fc.array(json),
    offer: fc.option(
      fc.record({ offer: fc.constantFrom('draw', 'takeback'), by: seat, acceptedBy: fc.array(seat) }),
    ),
    left: fc.array(seat),
    phase: fc.option(fc.string({ unit: 'grapheme' })),
  }),
);
const clocks: fc.Arbitrary<NonNullable<Fields['clocks']>> = fc.record({
  now: whole,
  seats: fc.array(
    fc.record({
      remainingMs: fc.double({ noNaN: true, noDefaultInfinity: true }),
      runsSince: fc.option(whole),
      deadline: fc.option(whole),
      periods: fc.option(seat),
    }),
  ),
  lag: fc.option(fc.record({ roundTripMs: whole, forgivenMs: whole })),
});
const message: fc.Arbitrary<Fields> = fc
  .tuple(whole, fc.array(event, { maxLength: 4 }), position, fc.option(clocks))
  .map(([from, events, stands, time]) => ({
    from,
    events,
    position: stands,
    ...(time === null ? {} : { clocks: time }),
  }));

const read = (text: string): unknown => JSON.parse(text);

describe('the writer of events', () => {
  it('writes what JSON.stringify would, message after message', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 4 }), (messages) => {
        const writer = new EventsWriter();
        for (const fields of [...messages, ...messages])
          expect(read(writer.write(fields))).toEqual(read(writeToPlayer('events', fields)));
      }),
    );
  });

  it('takes a shared part for the same, and an equal part of another object for another', () => {
    fc.assert(
      fc.property(message, message, (one, other) => {
        const writer = new EventsWriter();
        const mixed: Fields = { ...other, events: one.events, position: one.position };
        expect([one, mixed, other, one].map((fields) => read(writer.write(fields)))).toEqual(
          [one, mixed, other, one].map((fields) => read(writeToPlayer('events', fields))),
        );
      }),
    );
  });
});
