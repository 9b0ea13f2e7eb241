import { describe, expect, it } from '@jest/globals';
import { commandId } from '../../core/ids';
import { refuse } from '../../core/match/refusal';
import { ConnectionSecrets } from '../../realtime-server/connection-secrets';
import { FailedCommands } from '../../realtime-server/failed-commands';
import { InOrder } from '../../realtime-server/in-order';
import { RefusalLog } from '../../realtime-server/refusal-log';
import { WaitingMessages } from '../../realtime-server/waiting-messages';

/** A promise that is settled from outside. */
function gate() {
  let open: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const passed = new Promise<void>((resolve, reject) => {
    [open, fail] = [resolve, reject];
  });
  return { passed, open: () => open(), fail: (error: Error) => fail(error) };
}

describe('tasks in order', () => {
  const queue = () => {
    const failures: unknown[] = [];
    const done: string[] = [];
    const order = new InOrder((error) => failures.push(error));
    return { failures, done, order };
  };

  it('run one after another, at once where none takes time', async () => {
    const { done, order } = queue();
    order.add(() => void done.push('first'));
    expect(done).toEqual(['first']);
    const { passed, open } = gate();
    order.add(async () => {
      await passed;
      done.push('slow');
    });
    order.add(() => void done.push('behind'));
    order.addAside(() => void done.push('aside'));
    expect(done).toEqual(['first']);
    open();
    await order.idle();
    expect(done).toEqual(['first', 'slow', 'behind', 'aside']);
  });

  it('added aside never run on the stack of their caller, and keep their order', async () => {
    const { done, order } = queue();
    order.addAside(() => void done.push('one'));
    order.add(() => void done.push('two'));
    order.addAside(() => void done.push('three'));
    expect(done).toEqual([]);
    await order.idle();
    expect(done).toEqual(['one', 'two', 'three']);
    order.add(() => void done.push('four'));
    expect(done.at(-1)).toBe('four');
  });

  it('that fail are reported, and do not stop the next', async () => {
    const { done, failures, order } = queue();
    const [thrown, rejected] = [new Error('thrown'), new Error('rejected')];
    order.add(() => {
      throw thrown;
    });
    order.add(() => void done.push('after a throw'));
    const { passed, fail } = gate();
    order.add(() => passed);
    order.add(() => void done.push('after a rejection'));
    fail(rejected);
    await order.idle();
    expect(failures).toEqual([thrown, rejected]);
    expect(done).toEqual(['after a throw', 'after a rejection']);
  });

  it('may be added by a task: they run after those that wait', async () => {
    const { done, order } = queue();
    order.addAside(() => {
      order.add(() => void done.push('added'));
      done.push('adding');
    });
    order.add(() => void done.push('waiting'));
    await order.idle();
    expect(done).toEqual(['adding', 'waiting', 'added']);
  });

  it('behind one that never ends are given up with it, and later ones run', async () => {
    const { done, order } = queue();
    order.add(() => new Promise(() => undefined));
    order.add(() => void done.push('given up'));
    order.abandon();
    await order.idle();
    order.add(() => void done.push('later'));
    order.addAside(() => void done.push('aside'));
    await order.idle();
    expect(done).toEqual(['later', 'aside']);
  });
});

describe('messages that wait', () => {
  it('are limited for each connection, and count until they are answered', () => {
    const waiting = new WaitingMessages(2);
    expect([1, 2, 3].map(() => waiting.add(7))).toEqual([true, true, false]);
    expect(waiting.add(8)).toBe(true);
    waiting.remove(7);
    expect([1, 2].map(() => waiting.add(7))).toEqual([true, false]);
    waiting.forget(7);
    expect([1, 2, 3].map(() => waiting.add(7))).toEqual([true, true, false]);
    // An answer to a message of a connection that is forgotten counts for nothing.
    waiting.forget(7);
    waiting.remove(7);
    expect([1, 2, 3].map(() => waiting.add(7))).toEqual([true, true, false]);
  });
});

describe('commands at which the rules failed', () => {
  const refused = (message: string) => refuse('rules-failed', message);

  it('are known by seat and id', () => {
    const failed = new FailedCommands();
    failed.keep(1, commandId('c'), refused('of seat 1'));
    expect(failed.find(1, commandId('c'))).toEqual(refused('of seat 1'));
    expect(failed.find(0, commandId('c'))).toBeUndefined();
    expect(failed.find(1, commandId('d'))).toBeUndefined();
  });

  it('are the newest 256: a client in a loop does not fill the memory', () => {
    const failed = new FailedCommands();
    for (let index = 0; index < 257; index += 1) failed.keep(0, commandId(`c${index}`), refused(`${index}`));
    expect(failed.find(0, commandId('c0'))).toBeUndefined();
    for (const index of [1, 256]) expect(failed.find(0, commandId(`c${index}`))?.message).toBe(`${index}`);
  });
});

describe('the log of refusals', () => {
  it('has the first two hundred of a process, and says when it has no more', () => {
    const lines: string[] = [];
    const note =
      (level: string) =>
      (text: string): void =>
        void lines.push(`${level} ${text}`);
    const log = new RefusalLog('m-1', {
      debug: note('debug'),
      info: note('info'),
      warn: note('warn'),
      error: note('error'),
    });
    for (let sequence = 1; sequence <= 250; sequence += 1)
      log.note({ seat: 1, code: 'not-your-turn', message: `refusal ${sequence}`, sequence });
    expect(lines).toHaveLength(201);
    expect(lines.slice(0, 200).every((line) => line.startsWith('info ') && line.includes('m-1'))).toBe(true);
    expect(lines[199]).toContain('refusal 200');
    expect(lines[200]).toBe('warn match m-1: more refusals are not logged');
  });
});

describe('the secret of a connection', () => {
  it('is its own, the same at each call, until the connection ends', () => {
    let made = 0;
    const secrets = new ConnectionSecrets(() => `secret-${(made += 1)}`);
    expect([secrets.of(1), secrets.of(1), secrets.of(2)]).toEqual(['secret-1', 'secret-1', 'secret-2']);
    secrets.forget(1);
    expect(secrets.isOf(1, 'secret-1')).toBe(false);
    expect(secrets.of(1)).toBe('secret-3');
  });

  it('is proved by the whole of it alone', () => {
    const secrets = new ConnectionSecrets(() => 'secret-ü');
    expect(secrets.isOf(1, 'secret-ü')).toBe(false);
    secrets.of(1);
    expect(secrets.isOf(1, 'secret-ü')).toBe(true);
    for (const given of [undefined, '', 'secret-', 'secret-üü', 'secret-ö', 'Secret-ü'])
      expect(secrets.isOf(1, given)).toBe(false);
    expect(secrets.isOf(2, 'secret-ü')).toBe(false);
  });
});
