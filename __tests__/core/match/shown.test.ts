import { describe, expect, it } from '@jest/globals';
import { defineGame } from '../../../core/define';
import { type GameRules, type Viewer } from '../../../core/game-rules';
import { gameName, type Seat } from '../../../core/ids';
import { type Json } from '../../../core/json';
import { type CommandEntry, type LogEntry } from '../../../core/match/log';
import { openMatch, submit, type SubmittedAction } from '../../../core/match/match';
import { type RulesFailure } from '../../../core/match/rules-failure';
import { eventFor, eventsAfter, hostingEvent, positionFor, positionsFor } from '../../../core/match/views';
import { header, id } from '../../../testing/sample-match';
import { type Act, after as afterActs } from './noughts-after';
import { noughts } from '../../games/noughts';
import { survivors } from '../../games/survivors';

const start = header(noughts).startedAt;
const play = (cell: number): SubmittedAction => ({ kind: 'play', command: { cell } });
const after = (...acts: readonly Act[]) => afterActs(noughts, ...acts);

describe('an entry as it is shown', () => {
  const base = { sequence: 1, at: 5 };

  it.each<[Exclude<LogEntry, CommandEntry>, Json]>([
    [
      { ...base, kind: 'timeout', seats: [0] },
      { kind: 'timeout', seats: [0] },
    ],
    [
      { ...base, kind: 'timeout', seats: [0], commands: [1] },
      { kind: 'timeout', seats: [0], commands: [1] },
    ],
    [
      { ...base, kind: 'claim', epoch: 2 },
      { kind: 'claim', epoch: 2 },
    ],
    [
      { ...base, kind: 'claim', epoch: 2, aliveAt: 3 },
      { kind: 'claim', epoch: 2, aliveAt: 3 },
    ],
    [
      { ...base, kind: 'sleep', epoch: 2 },
      { kind: 'sleep', epoch: 2 },
    ],
    [
      { ...base, kind: 'end', reason: 'cancelled' },
      { kind: 'end', reason: 'cancelled' },
    ],
  ])('has no seat, and only what happened: %j', (entry, action) => {
    expect(hostingEvent(entry)).toStrictEqual({ sequence: 1, seat: null, at: 5, action });
    const match = openMatch(noughts, header(noughts));
    expect(eventFor(match, entry, 0)).toStrictEqual(hostingEvent(entry));
  });

  it('has the id of the command for its own seat alone, and the mark of a bot for all', () => {
    const match = after([0, play(4)]);
    const [entry] = match.log.after(0);
    if (entry?.kind !== 'command') throw new Error('a command');
    const shown = { sequence: 1, seat: 0, at: start, action: { kind: 'play', command: { cell: 4 } } };
    expect(eventFor(match, entry, 0)).toStrictEqual({ ...shown, id: 'c0' });
    expect(eventFor(match, entry, 1)).toStrictEqual(shown);
    expect(eventFor(match, entry, 'spectator')).toStrictEqual(shown);
    const bot: CommandEntry = { ...entry, bot: true };
    expect(eventFor(match, bot, 0)).toStrictEqual({ ...shown, bot: true, id: 'c0' });
    expect(eventFor(match, bot, 1)).toStrictEqual({ ...shown, bot: true });
  });

  it('is one of those after a number', () => {
    const match = after([0, play(4)], [1, play(0)], [0, play(8)]);
    const numbers = (from: number) => eventsAfter(match, from, 1).map(({ sequence }) => sequence);
    expect([0, 1, 3, 4].map(numbers)).toEqual([[1, 2, 3], [2, 3], [], []]);
  });
});

/** Each seat says a word; `asked` counts the calls of each function of the rules. */
function echo(differences: Partial<GameRules<readonly string[], string, Json>> = {}) {
  const asked: Record<string, number> = {};
  const count = (name: string): void => {
    asked[name] = (asked[name] ?? 0) + 1;
  };
  const rules: GameRules<readonly string[], string, Json> = {
    name: gameName('echo'),
    version: 1,
    seats: 3,
    setup: () => [],
    toAct: () => [0, 2],
    legalCommands: (_said, seat) => [`word of ${seat}`],
    parseCommand: (value) =>
      typeof value === 'string' ? { command: value } : { illegal: { code: 'text', message: 'a text' } },
    apply: (said, _seat, word) => ({ state: [...said, word] }),
    view: (said, viewer: Viewer) => {
      count('view');
      return { said, viewer };
    },
    result: () => undefined,
    phase: (said) => {
      count('phase');
      return `round ${said.length}`;
    },
    ...differences,
  };
  return { match: openMatch(defineGame({ rules }), header({ ...noughts, ...defineGame({ rules }) })), asked };
}

describe('the position of a match', () => {
  it('has for several seats what it has for each, and asks for the phase once', () => {
    const { match, asked } = echo();
    const seats = [2, 0, 1];
    expect(positionsFor(match, seats)).toStrictEqual([
      {
        view: { said: [], viewer: 2 },
        toAct: [0, 2],
        legal: ['word of 2'],
        offer: null,
        left: [],
        phase: 'round 0',
      },
      {
        view: { said: [], viewer: 0 },
        toAct: [0, 2],
        legal: ['word of 0'],
        offer: null,
        left: [],
        phase: 'round 0',
      },
      { view: { said: [], viewer: 1 }, toAct: [0, 2], legal: [], offer: null, left: [], phase: 'round 0' },
    ]);
    expect(asked).toEqual({ view: 3, phase: 1 });
    expect(seats.map((seat) => positionFor(match, seat))).toStrictEqual(positionsFor(match, seats));
    expect(positionsFor(match, [])).toEqual([]);
  });

  it('is checked for every seat: an answer that is not JSON fails, whichever seat gets it', () => {
    for (const odd of [0, 1, 2]) {
      const { match } = echo({
        view: (_said, viewer) => (viewer === odd ? JSON.parse('{"deep":{}}', () => Infinity) : 'fine'),
      });
      expect(() => positionsFor(match, [0, 1, 2])).toThrow('rules.view: the answer is not JSON');
      expect(
        positionsFor(
          match,
          [0, 1, 2].filter((seat) => seat !== odd),
        ),
      ).toHaveLength(2);
    }
  });

  it('has the offer that waits, without its time', () => {
    const match = after([0, { kind: 'offer', offer: 'draw' }, 7]);
    expect(match.offer?.at).toBe(start + 7);
    expect(positionFor(match, 1).offer).toStrictEqual({ offer: 'draw', by: 0, acceptedBy: [] });
    expect(positionFor(match, 1).phase).toBeNull();
  });
});

describe('commands that are partly secret', () => {
  const secret = (differences: Partial<GameRules<readonly string[], string, Json>> = {}) =>
    echo({
      seen: (word, { viewer, then, now }) => ({ length: word.length, viewer, then, now }),
      ...differences,
    }).match;
  const said = (match: ReturnType<typeof secret>, seat: Seat, word: string) => {
    const answer = submit(
      match,
      { seat, commandId: id(match.sequence), action: { kind: 'play', command: word } },
      start,
    );
    if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
    return answer.match;
  };

  it('are shown to their seat as a whole, to others as the rules say, by then and now', () => {
    const match = said(said(secret(), 0, 'abc'), 2, 'de');
    const actions = (viewer: Viewer) => eventsAfter(match, 0, viewer).map(({ action }) => action);
    const [now, one] = [['abc', 'de'], ['abc']];
    expect(actions(0)).toEqual([
      { kind: 'play', command: 'abc' },
      { kind: 'play', command: { length: 2, viewer: 0, then: now, now } },
    ]);
    expect(actions('spectator')).toEqual([
      { kind: 'play', command: { length: 3, viewer: 'spectator', then: one, now } },
      { kind: 'play', command: { length: 2, viewer: 'spectator', then: now, now } },
    ]);
  });

  it('are null for others where the rules cannot show them, which is heard', () => {
    const match = said(secret(), 0, 'abc');
    const heard: RulesFailure[] = [];
    const broken = (rules: Partial<typeof match.rules>) => ({
      ...match,
      rules: { ...match.rules, ...rules },
    });
    const shown = (of: typeof match) =>
      eventsAfter(of, 0, 1, (failure) => heard.push(failure)).map(({ action }) => action);
    const none = [{ kind: 'play', command: null }];
    const fail = (): never => {
      throw new Error('on purpose');
    };
    expect(shown(broken({ seen: fail }))).toEqual(none);
    expect(shown(broken({ parseCommand: fail }))).toEqual(none);
    expect(heard.map(({ message }) => message)).toEqual(['rules.seen: on purpose', 'rules.seen: on purpose']);
    const refusing = broken({ parseCommand: () => ({ illegal: { code: 'no', message: 'no' } }) });
    expect(shown(refusing)).toEqual(none);
    expect(heard).toHaveLength(2);
    expect(eventsAfter(broken({ seen: fail }), 0, 1)).toHaveLength(1);
  });

  it('are shown as they are where the rules have no secrets, and what is not of the game always is', () => {
    const open = said(echo().match, 0, 'abc');
    expect(eventsAfter(open, 0, 1)[0]?.action).toEqual({ kind: 'play', command: 'abc' });
    const match = said(secret(), 0, 'abc');
    const resigned: CommandEntry = {
      kind: 'command',
      sequence: 2,
      at: 5,
      seat: 0,
      commandId: id(9),
      action: { kind: 'resign' },
    };
    expect(eventFor(match, resigned, 1).action).toEqual({ kind: 'resign' });
  });

  it('that a timeout played are shown to their seat as a whole, to others as the rules say', () => {
    const match = said(secret(), 0, 'abc');
    const entry: LogEntry = { kind: 'timeout', sequence: 1, at: 5, seats: [0, 2], commands: ['abc', null] };
    const then = ['abc'];
    expect(eventFor(match, entry, 0).action).toEqual({
      kind: 'timeout',
      seats: [0, 2],
      commands: ['abc', null],
    });
    expect(eventFor(match, entry, 2).action).toEqual({
      kind: 'timeout',
      seats: [0, 2],
      commands: [{ length: 3, viewer: 2, then, now: then }, null],
    });
    const open = said(echo().match, 0, 'abc');
    expect(eventFor(open, entry, 2).action).toEqual({
      kind: 'timeout',
      seats: [0, 2],
      commands: ['abc', null],
    });
  });
});

describe('seats that are let go', () => {
  it('are out of the turn and of what is asked of them', () => {
    const opened = openMatch(survivors, header(survivors, { seats: 3 }));
    const answer = submit(opened, { seat: 1, commandId: id(1), action: { kind: 'resign' } }, start);
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    expect(positionFor(answer.match, 1)).toMatchObject({ left: [1], legal: [], toAct: [0] });
  });
});
