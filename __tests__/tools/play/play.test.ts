import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { type Game } from '../../../core/define';
import backend from '../../../game';
import { battleship } from '../../../game/games/battleship';
import { marketDay } from '../../../game/games/market-day';
import { reversi } from '../../../game/games/reversi';
import { rockfall } from '../../../game/games/rockfall';
import { ticTacToe } from '../../../game/games/tic-tac-toe';
import { commandLabel, CommandList } from '../../../tools/play/commands';
import { playMatch } from '../../../tools/play/match';
import { headerOf, levelOf, optionsOf, personOf, seatsOf, type TableFlags } from '../../../tools/play/table';
import { projectRoot } from '../../../tools/project';

/** Plays with lines typed in advance; `undefined` lines never run out. */
async function played(
  game: Game,
  flags: TableFlags,
  lines: readonly string[],
): Promise<{ readonly ending: string; readonly said: string }> {
  const left = [...lines];
  const said: string[] = [];
  const seats = seatsOf(game, flags);
  const table = {
    header: headerOf(game, { seats, options: optionsOf(game, flags), seed: flags.seed ?? '1' }, 0),
    seat: personOf(flags, seats),
    level: levelOf(game, flags),
    goOn: () => () => true,
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
  const ending = await game.with((typed) => playMatch(typed, table, terminal));
  return { ending, said: said.join('') };
}

const always = (line: string, times = 200): readonly string[] => Array.from({ length: times }, () => line);

describe('npm run play', () => {
  it('plays a match against the bot, and refuses lines that mean no command', async () => {
    const lines = ['nonsense', '4', '?', '', '0', '1', '2', '3', '5', '6', '7', '8', '0', '1', '2', '3'];
    const { ending, said } = await played(ticTacToe, { level: 'perfect' }, lines);
    expect(ending).toBe('finished');
    expect(said).toContain('"nonsense" is not a legal command');
    expect(said).toContain('you: 4');
    expect(said).toMatch(/The match is over \((line|board-full)\) after \d+ commands\.\n {2}1\. /);
  });

  it('plays the same match again for the same seed', async () => {
    const flags = { seats: 4, level: 'medium', seed: 'abc' };
    const [one, other, third] = [
      await played(marketDay, flags, always('resign')),
      await played(marketDay, flags, always('resign')),
      await played(marketDay, { ...flags, seed: 'abd' }, always('resign')),
    ];
    expect(one).toEqual(other);
    expect(one.said).not.toBe(third.said);
  });

  it('shows a person only what its seat may see', async () => {
    const { said } = await played(marketDay, { seats: 2, level: 'easy' }, []);
    expect(said).toContain('your hand');
    const { said: watched } = await played(marketDay, { watch: true, level: 'easy' }, []);
    expect(watched).toContain('seat 0: has chosen');
    expect(watched).not.toContain('your hand');
  });

  it('takes words of a command, and the ending of one where that is enough', async () => {
    const { ending, said } = await played(battleship, {}, ['place a1 across', 'A2 ACROSS', 'a1 down']);
    expect(ending).toBe('input-ended');
    expect(said).toContain('you: place a1 across');
    expect(said).toContain('you: place a2 across');
    expect(said).toContain('"a1 down" is not a legal command');
  });

  it.each([...backend.games.values()].map((game): [string, Game] => [game.name, game]))(
    'lets bots play %s among themselves',
    async (_, game) => {
      const flags = {
        watch: true,
        ...(game.botLevels[0] === undefined ? {} : { level: game.botLevels[0] }),
      } as const;
      const { ending, said } = await played(game, flags, []);
      expect(ending).toBe('finished');
      expect(said).toContain('The match is over');
    },
  );

  it('refuses flags that the game does not allow, in one line each', () => {
    expect(() => seatsOf(rockfall, { seats: 2 })).toThrow('--seats 2: rockfall takes 3 to 5 seats');
    expect(() => personOf({ seat: 3 }, 3)).toThrow('--seat 3: the match has seats 0 to 2');
    expect(() => levelOf(ticTacToe, { level: 'godlike' })).toThrow('has the levels easy, perfect');
    expect(() => optionsOf(reversi, { options: 'size=7' })).toThrow(/^--options size=7: size: /);
    expect(() => optionsOf(reversi, { options: 'colour=red' })).toThrow(/^--options colour=red: /);
    expect(optionsOf(reversi, { options: 'size=10' })).toEqual({ size: 10 });
    expect(optionsOf(reversi, { options: '{"size":6}' })).toEqual({ size: 6 });
  });

  it('runs as a program: piped input, an unknown game, its help', () => {
    const run = (input: string, ...args: readonly string[]): ReturnType<typeof spawnSync> =>
      spawnSync(
        process.execPath,
        ['--import', 'tsx', path.join(projectRoot(), 'tools', 'play', 'main.ts'), ...args],
        {
          input,
          encoding: 'utf8',
          cwd: projectRoot(),
        },
      );
    const resigned = run('4\nresign\n', 'tic-tac-toe', '--seed', '1');
    expect(resigned.stdout).toContain('The match is over (resigned)');
    expect(resigned.status).toBe(0);
    const cut = run('4\n', 'tic-tac-toe');
    expect([cut.status, cut.stdout]).toEqual([1, expect.stringContaining('The input has ended')]);
    const unknown = run('', 'chess');
    expect(unknown.stderr).toMatch(/^"chess" is not a game of game\/index\.ts; its games are [^\n]*\n$/);
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

  it('are cut in a long list, which ? shows whole', () => {
    const many = new CommandList(Array.from({ length: 80 }, (_, index) => `c${index}`));
    expect(many.text(false)).toContain('and 20 more: ? shows all');
    expect(many.text(true)).toContain('80) c79');
  });

  it('read as their values', () => {
    expect(commandLabel({ kind: 'place', square: 'a1', cards: [1, 2] })).toBe('place a1 1 2');
    expect(commandLabel(null)).toBe('null');
  });
});
