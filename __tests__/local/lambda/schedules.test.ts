import { expect, it } from '@jest/globals';
import { type Clock } from '../../../core/clock';
import { type FunctionDeclaration } from '../../../functions/declaration';
import { matchSweeper } from '../../../functions/match-sweeper/declaration';
import { signingKeys } from '../../../functions/signing-keys/declaration';
import { Schedules, settleMs } from '../../../local/lambda/schedules';
import { LocalTime } from '../../../local/time/local-time';

const minute = 60_000;

/** The time of a machine that a test moves. */
class Machine implements Clock {
  #now = 1_700_000_000_000;
  #timers: Array<{ readonly at: number; readonly call: () => void }> = [];
  now = (): number => this.#now;
  after(delayMs: number, call: () => void) {
    const timer = { at: this.#now + delayMs, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
  move(stepMs: number): void {
    this.#now += stepMs;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { call } of due) call();
  }
}

/** Resolves once what is due by the stack's time has been called. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** The schedules of a function; time stands still. */
async function stopped(declaration: FunctionDeclaration = matchSweeper) {
  const machine = new Machine();
  const time = new LocalTime(undefined, machine.now);
  const runs: number[] = [];
  const pool = {
    invoke: async () => {
      runs.push(time.now());
      return { ok: true, payload: null } as const;
    },
  };
  const schedules = new Schedules({
    declarations: [declaration],
    pools: new Map([[declaration.name, pool]]),
    clock: time,
    machine,
    region: 'us-east-1',
  });
  time.stop();
  await schedules.start();
  const since = time.now();
  const step = async (stepMs: number): Promise<void> => {
    time.step(stepMs);
    await turn();
  };
  return { machine, schedules, step, ran: () => runs.map((at) => at - since) };
}

it('a function that is due after a step of time runs once clients had the time to act', async () => {
  const { machine, schedules, step, ran } = await stopped();
  await step(minute);
  machine.move(settleMs - 1);
  await step(minute);
  machine.move(1);
  expect(ran()).toEqual([]);
  machine.move(settleMs - 1);
  expect(ran()).toEqual([]);
  machine.move(1);
  expect(ran()).toEqual([2 * minute]);
  schedules.close();
});

it('runs at the start when its rate is long; the sweeper waits until clients can be back', async () => {
  const { schedules, ran } = await stopped(signingKeys);
  expect(ran()).toEqual([0]);
  schedules.close();
  const sweeper = await stopped();
  expect(sweeper.ran()).toEqual([]);
  await sweeper.step(minute - 1);
  sweeper.machine.move(settleMs);
  expect(sweeper.ran()).toEqual([]);
  await sweeper.step(1);
  sweeper.machine.move(settleMs);
  expect(sweeper.ran()).toEqual([minute]);
  sweeper.schedules.close();
});

it('runs at its rate from then on, and not after its end', async () => {
  const { machine, schedules, step, ran } = await stopped();
  for (const minutes of [1, 2]) {
    await step(minute);
    machine.move(settleMs);
    await turn();
    expect(ran()).toHaveLength(minutes);
  }
  await step(minute);
  schedules.close();
  machine.move(settleMs);
  expect(ran()).toHaveLength(2);
});
