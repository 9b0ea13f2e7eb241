import { describe, expect, it } from '@jest/globals';
import { type Bench, type BenchOutcome } from '../../bench/bench';
import { type Limit, Limits } from '../../bench/limits';
import { runBench } from '../../bench/run-bench';

describe('a limit of a bench', () => {
  it.each<[figure: number, limit: Limit, missed: string | undefined]>([
    [50, { most: 50 }, undefined],
    [50.5, { most: 50 }, 'CPU: 50.5 ms, the limit is at most 50'],
    [3000, { least: 3000 }, undefined],
    [2999.5, { least: 3000 }, 'CPU: 2,999.5 ms, the limit is at least 3,000'],
    [299, { below: 300 }, undefined],
    [300, { below: 300 }, 'CPU: 300 ms, the limit is below 300'],
    [Number.NaN, { most: 50 }, 'CPU: NaN ms, the limit is at most 50'],
    [Number.NaN, { least: 50 }, 'CPU: NaN ms, the limit is at least 50'],
  ])('%d under %j', (figure, limit, missed) => {
    const limits = new Limits();
    expect(limits.check('CPU', figure, 'ms', limit)).toBe(missed === undefined);
    expect(limits.missed).toEqual(missed === undefined ? [] : [missed]);
  });
});

describe('npm run bench', () => {
  async function ended(bench: Bench['run'], json = false) {
    const printed: string[] = [];
    const complaints: string[] = [];
    const code = await runBench(
      { title: 'A bench', run: bench },
      {
        quick: true,
        json,
        print: (line) => void printed.push(line),
        complain: (line) => void complaints.push(line),
      },
    );
    return { code, printed, complaints };
  }

  /** Measures a figure against a limit of 50, and a second one against 4. */
  const measuring =
    (cpu: number, p99: number): Bench['run'] =>
    ({ quick, print }): BenchOutcome => {
      print(quick ? 'few rounds' : 'all rounds');
      const limits = new Limits();
      limits.check('CPU of a move', cpu, 'µs', { most: 50 });
      limits.check('p99 of a move', p99, 'ms', { most: 4 });
      return { missed: limits.missed, figures: { cpu, p99 } };
    };

  it('ends with 0 and no complaint when every limit is kept', async () => {
    expect(await ended(measuring(50, 4))).toEqual({ code: 0, printed: ['few rounds'], complaints: [] });
  });

  it('ends with 1 and names each missed limit', async () => {
    expect(await ended(measuring(51, 4))).toMatchObject({
      code: 1,
      complaints: ['limit missed: CPU of a move: 51 µs, the limit is at most 50'],
    });
    expect((await ended(measuring(51, 5))).complaints).toHaveLength(2);
  });

  it('prints the figures as JSON, whether or not a limit is missed', async () => {
    const { code, printed } = await ended(measuring(51, 4), true);
    expect({ code, printed }).toEqual({ code: 1, printed: ['few rounds', '{"cpu":51,"p99":4}'] });
    expect((await ended(() => ({ missed: [] }), true)).printed).toEqual(['null']);
  });
});
