import { describe, expect, it } from '@jest/globals';
import { openMatch, submit } from '../../../core/match/match';
import { RulesFailure } from '../../../core/match/rules-failure';
import { eventsAfter, positionFor } from '../../../core/match/views';
import { header, id } from '../../../testing/sample-match';
import { type Breakage, broken } from '../../games/broken';

let ids = 0;
const opened = () => openMatch(broken, header(broken));
const play = (match: ReturnType<typeof opened>, command: Breakage, seat = 0) =>
  submit(match, { seat, commandId: id((ids += 1)), action: { kind: 'play', command } }, 1);

describe('rules that fail', () => {
  it.each([
    ['parseCommand', 'broken on purpose: parseCommand'],
    ['apply', 'broken on purpose: apply'],
    ['nothing', 'the answer has neither "state" nor "illegal"'],
    ['seen', 'broken on purpose: seen'],
    ['no-state', 'rules.apply: the answer is undefined'],
    ['odd-illegal', 'rules.apply: code of "illegal" is 7, not a text'],
    ['odd-command', 'rules.parseCommand: the answer is not JSON: /n is a bigint'],
    ['odd-seen', 'rules.seen: the answer is not JSON: /n is Infinity'],
  ] as const)('at one command (%s) refuse it, and the match continues', (command, why) => {
    const match = opened();
    const answer = play(match, command);
    expect(answer).toMatchObject({ kind: 'refused', code: 'rules-failed' });
    if (answer.kind !== 'refused') throw new Error(answer.kind);
    expect(answer.failure).toBeInstanceOf(RulesFailure);
    expect(answer.failure?.message).toContain(why);
    expect(answer.failure?.cause).toBeInstanceOf(Error);
    expect(answer.message).not.toContain('on purpose');
    expect(play(match, 'none').kind).toBe('accepted');
  });

  it.each([
    ['result', 'result', 'broken on purpose: result'],
    ['contradiction', 'result', 'seat 1 has place 3, but 1 seats are before it'],
    ['toAct', 'toAct', 'broken on purpose: toAct'],
    ['legalCommands', 'legalCommands', 'broken on purpose: legalCommands'],
    ['no-legal', 'legalCommands', 'the answer is undefined, not a list'],
    ['no-reason', 'result', 'the reason undefined is not a word'],
    ['stuck', 'toAct', 'no seat is to act, but the game has no result'],
  ] as const)('at a state (%s) fail the match', (command, rulesFunction, why) => {
    const answer = play(opened(), command);
    if (answer.kind !== 'failed') throw new Error(answer.kind);
    expect(answer.failure).toMatchObject({ name: 'RulesFailure', rulesFunction });
    expect(answer.failure.message).toContain(why);
  });

  it.each<[Breakage, string]>([
    ['view', 'rules.view: broken on purpose: view'],
    ['phase', 'rules.phase: broken on purpose: phase'],
    ['no-view', 'rules.view: the answer is not JSON: it is undefined'],
    ['big-view', 'rules.view: the answer is not JSON: /moves is a bigint'],
    ['round-view', 'is nested deeper than 100, or contains itself'],
    ['dated-view', 'rules.view: the answer is not JSON: /at/0 is a Date'],
    ['odd-legal', 'rules.legalCommands: the answer is not JSON: /1 is NaN'],
    ['odd-phase', 'rules.phase: the answer is 7, not a text'],
  ])('cannot show a state at which view, phase or legalCommands fails (%s)', (command, why) => {
    const answer = play(opened(), command);
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    expect(() => positionFor(answer.match, 0)).toThrow(RulesFailure);
    expect(() => positionFor(answer.match, 0)).toThrow(why);
  });

  it('fail the match when a seat leaves, or at the start', () => {
    const match = play(opened(), 'leave');
    if (match.kind !== 'accepted') throw new Error(match.kind);
    expect(
      submit(match.match, { seat: 0, commandId: id((ids += 1)), action: { kind: 'resign' } }, 1),
    ).toMatchObject({ kind: 'failed', failure: { rulesFunction: 'leave' } });
    for (const place of ['setup', 'toAct', 'result'] as const)
      expect(() => openMatch(broken, header(broken, { options: { broken: place } }))).toThrow(RulesFailure);
  });

  it('whose seen fails still report that a command was played', () => {
    const match = opened();
    const unhidden = { ...match, rules: { ...match.rules, seen: undefined } };
    const answer = play(unhidden, 'seen');
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    const heard: RulesFailure[] = [];
    const shown = eventsAfter({ ...answer.match, rules: match.rules }, 0, 1, (failure) =>
      heard.push(failure),
    );
    expect(shown).toMatchObject([{ sequence: 1, action: { kind: 'play', command: null } }]);
    expect(heard).toMatchObject([{ rulesFunction: 'seen' }]);
  });
});
