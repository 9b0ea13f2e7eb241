import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { type Game } from '../../../core/define';
import { defineRuleSet } from '../../../definition/rule-set';
import { commandLabel, CommandList } from '../../../tools/play/commands';
import { playAtTerminal } from '../../../tools/play/match';
import {
  terminalHeader,
  flagLevel,
  flagOptions,
  personOf,
  type TableFlags,
  teamsOf,
} from '../../../tools/play/table';
import { findProjectRoot } from '../../../tools/project';
import { backend as ours } from '../../games';
import { noughts } from '../../games/noughts';
import { sealedBids } from '../../games/sealed-bids';
import { teamSurvivors } from '../../games/survivors';
import { thirds } from '../../games/thirds';
import { compileProgram } from '../../support/compiled';

const pairs = {
  name: 'pairs',
  ruleLanguageVersion: '1.0',
  playerAttributes: [{ name: 'game', type: 'string' }],
};

/** Plays with lines typed in advance. */
async function played(
  game: Game,
  flags: TableFlags,
  lines: readonly string[],
): Promise<{ readonly ending: string; readonly said: string }> {
  const left = [...lines];
  const said: string[] = [];
  const teams = teamsOf(game, flags);
  const table = {
    header: terminalHeader(game, { teams, options: flagOptions(game, flags), seed: flags.seed ?? '1' }, 0),
    seat: personOf(flags, teams.length),
    level: flagLevel(game, flags),
    thinkingLimit: () => () => true,
    now: () => 1,
  };
  const terminal = {
    write: (text: string) => {
      said.push(text);
    },
    ask: (prompt: string) => {
      said.push(prompt);
      return Promise.resolve(left.shift());
    },
  };
  const ending = await game.with((typed) => playAtTerminal(typed, table, terminal));
  return { ending, said: said.join('') };
}

describe('npm run play', () => {
  it('plays a match, and refuses lines that are not commands', async () => {
    const lines = ['nonsense', '4', '?', '', '0', '1', '2', '3', '5', '6', '7', '8', '0', '1', '2', '3'];
    const { ending, said } = await played(noughts, {}, lines);
    expect(ending).toBe('finished');
    expect(said).toContain('"nonsense" is not a legal command');
    expect(said).toContain('you: 4');
    expect(said).toMatch(/The match is over \((line|board-full)\) after \d+ commands\.\n {2}1\. /);
  });

  it('plays against the bot at the requested level', async () => {
    const bold = await played(sealedBids, { level: 'bold', options: 'rich=true' }, ['0']);
    expect(bold.said).toMatch(/The match is over \(sold\) after 2 commands\.\n {2}1\. seat 1\n {2}2\. you/);
    const timid = await played(sealedBids, { level: 'timid', options: 'rich=true' }, ['1']);
    expect(timid.said).toContain('  1. you\n  2. seat 1');
  });

  it('plays the same match again for the same seed', async () => {
    const flags = { seats: 3, watch: true, level: 'bold', seed: 'abc' } as const;
    const one = await played(sealedBids, flags, []);
    expect(await played(sealedBids, flags, [])).toEqual(one);
    expect((await played(sealedBids, { ...flags, seed: 'abd' }, [])).said).not.toBe(one.said);
  });

  it('shows a person only the view of its seat', async () => {
    const { ending, said } = await played(sealedBids, { seat: 1, level: 'bold' }, []);
    expect(ending).toBe('input-ended');
    expect(said).toMatch(/bids \{"purse":\d,"bids":\[null,null\]\}/);
    const { said: watched } = await played(sealedBids, { watch: true, level: 'bold' }, []);
    expect(watched).toContain('seat 0: has chosen');
    expect(watched).toContain('bids {"purse":null,"bids":[null,null]}');
  });

  it('ends a match that is resigned', async () => {
    expect((await played(noughts, {}, ['resign'])).said).toContain('The match is over (resigned)');
  });

  it.each([...ours.games.values(), sealedBids].map((game): [string, Game] => [game.name, game]))(
    'plays %s without a person',
    async (_, game) => {
      const [level] = game.botLevels;
      const { ending, said } = await played(
        game,
        { watch: true, ...(level === undefined ? {} : { level }) },
        [],
      );
      expect(ending).toBe('finished');
      expect(said).toContain('The match is over');
    },
  );

  it('seats teams as the rule set does', () => {
    const team = (name: string, minPlayers: number, maxPlayers: number, quantity = 1): object => ({
      name,
      minPlayers,
      maxPlayers,
      quantity,
    });
    const teams = (of: readonly object[], flags: TableFlags = {}): readonly number[] =>
      teamsOf(teamSurvivors, flags, defineRuleSet({ ...pairs, teams: of }, 'a test'));
    expect(teams([team('pair', 2, 2, 2)])).toEqual([0, 0, 1, 1]);
    expect(teams([team('hunter', 1, 1), team('hare', 2, 5)], { seats: 5 })).toEqual([0, 1, 1, 1, 1]);
    expect(teams([team('red', 1, 3), team('blue', 1, 3)], { seats: 5 })).toEqual([0, 0, 0, 1, 1]);
    expect(() => teams([team('pair', 2, 2, 2)], { seats: 6 })).toThrow(
      '--seats 6: game/rule-sets/pairs.json forms teams of 4 players',
    );
    // Without teams every seat plays for itself, for any rule set.
    expect(teamsOf(sealedBids, { seats: 3 })).toEqual([0, 1, 2]);
  });

  it('refuses flags that the game does not allow, in one line each', () => {
    expect(() => teamsOf(sealedBids, { seats: 4 })).toThrow('--seats 4: bidding takes 2 to 3 seats');
    expect(() => personOf({ seat: 3 }, 3)).toThrow('--seat 3: the match has seats 0 to 2');
    expect(() => flagLevel(sealedBids, { level: 'godlike' })).toThrow('has the levels timid, bold');
    expect(() => flagLevel(thirds, { level: 'bold' })).toThrow('--level bold: thirds has no bot');
    expect(() => flagOptions(thirds, { options: 'rounds=70' })).toThrow(/^--options rounds=70: rounds: /);
    expect(() => flagOptions(thirds, { options: 'colour=red' })).toThrow(/^--options colour=red: /);
    expect(flagOptions(thirds, { options: 'rounds=3,speed=fast' })).toEqual({ rounds: 3, speed: 'fast' });
    expect(flagOptions(thirds, { options: '{"rounds":4}' })).toEqual({ rounds: 4, speed: 'slow' });
  });

  it('runs as a program: piped input, an unknown game, its help', () => {
    const run = (input: string, ...args: readonly string[]): ReturnType<typeof spawnSync> =>
      spawnSync(process.execPath, [compileProgram('tools/play/main.js'), ...args], {
        input,
        encoding: 'utf8',
        cwd: findProjectRoot(),
      });
    const [, name = ''] = /one of ([a-z0-9-]+)/.exec(String(run('', '--help').stdout)) ?? [];
    const resigned = run('resign\n', name, '--seed', '1');
    expect(resigned.stdout).toContain('The match is over (resigned)');
    expect(resigned.status).toBe(0);
    const cut = run('', name);
    expect([cut.status, cut.stdout]).toEqual([1, expect.stringContaining('The input has ended')]);
    const unknown = run('', 'no-such-game');
    expect(unknown.stderr).toMatch(
      /^"no-such-game" is not a game of game\/index\.ts; its games are [^\n]*\n$/,
    );
    expect(unknown.status).toBe(2);
    expect(run('', '--help').stdout).toContain('npm run play --');
  });
});

describe('commands in the terminal', () => {
  it('are numbered, unless they are numbers themselves', () => {
    expect(new CommandList(['climb', 'belay']).text(false)).toBe('  1) climb  2) belay');
    expect(new CommandList(['climb', 'belay']).read('2')).toBe('belay');
    const columns = new CommandList([{ column: 3 }, { column: 1 }]);
    expect(columns.text(false)).toBe('  3  1');
    expect(columns.read('1')).toEqual({ column: 1 });
    expect(columns.read('2')).toBeUndefined();
    expect(columns.read('{"column":3}')).toEqual({ column: 3 });
  });

  it('are cut in a long list, which ? shows in full', () => {
    const many = new CommandList(Array.from({ length: 80 }, (_, index) => `c${index}`));
    expect(many.text(false)).toContain('and 20 more: ? shows all');
    expect(many.text(true)).toContain('80) c79');
  });

  it('are read as their values', () => {
    expect(commandLabel({ kind: 'place', square: 'a1', cards: [1, 2] })).toBe('place a1 1 2');
    expect(commandLabel(null)).toBe('null');
  });
});
