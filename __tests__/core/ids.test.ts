import { describe, expect, it } from '@jest/globals';
import { commandId, gameName, idPatterns, invitationCode, matchmakingName, playerId } from '../../core/ids';

describe('ids', () => {
  const uuid = '0123abcd-0123-4123-8123-0123456789ab';
  const forms: ReadonlyArray<readonly [keyof typeof idPatterns, readonly string[], readonly string[]]> = [
    ['playerId', [`p-${uuid}`], [uuid, `xp-${uuid}`, `p-${uuid}x`, `p-${uuid.toUpperCase()}`, `p-${uuid} `]],
    ['matchId', [uuid], [`${uuid}0`, `0${uuid}`, uuid.replaceAll('-', ''), '', uuid.slice(1)]],
    [
      'playerSessionId',
      ['psess-A-1', `psess-${'a'.repeat(100)}`],
      ['psess-', 'A', 'xpsess-A', 'psess-a b', `psess-${'a'.repeat(101)}`, 'psess-a_'],
    ],
    ['gameSessionId', ['arn:aws:x/Y-1', 'a'.repeat(512)], ['', 'a'.repeat(513), 'a b', 'a_b', ' a', 'a ']],
    ['commandId', ['aZ09_-', 'a'.repeat(64)], ['', 'a'.repeat(65), 'a.b', ' a', 'a ', 'é']],
    [
      'invitationCode',
      ['23456789ab', 'zyxwtsrqpn'],
      ['2345678901', 'iiiiiiiiii', '23456789a', '23456789abc'],
    ],
    ['gameName', ['a', '4-in-a-row', 'a'.repeat(32)], ['', '-a', 'A', 'a'.repeat(33), 'a_b', ' a', 'a ']],
    ['matchmakingName', ['a', 'a1-b', 'a'.repeat(32)], ['', '1a', '-a', 'a'.repeat(33), 'aB', 'xA', 'a ']],
  ];
  it.each(forms)('%s', (name, right, wrong) => {
    for (const text of right) expect([text, idPatterns[name].test(text)]).toEqual([text, true]);
    for (const text of wrong) expect([text, idPatterns[name].test(text)]).toEqual([text, false]);
  });

  it('that are invalid are refused by name, with the form where a person writes them', () => {
    expect(() => playerId('ada')).toThrow(new RangeError('"ada" is not a player id'));
    expect(() => commandId('')).toThrow('"" is not a command id');
    expect(() => invitationCode('0')).toThrow('"0" is not an invitation code');
    expect(() => matchmakingName('7')).toThrow('"7" is not a matchmaking name');
    expect(() => gameName('Go')).toThrow(
      '"Go" is not a game name: write 1 to 32 lower-case letters, digits and hyphens, the name of its folder',
    );
  });
});
