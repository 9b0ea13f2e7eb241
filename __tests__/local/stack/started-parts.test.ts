import { describe, expect, it } from '@jest/globals';
import { StartedParts } from '../../../local/stack/started-parts';

/** Stop functions that write down the names of their parts, each a moment after its call. */
function recorded(): {
  readonly stopped: string[];
  readonly stop: (part: string) => () => Promise<void>;
} {
  const stopped: string[] = [];
  return {
    stopped,
    stop: (part) => async () => {
      await Promise.resolve();
      stopped.push(part);
    },
  };
}

describe('the parts of a stack', () => {
  it('are stopped in the reverse order of their start, each once', async () => {
    const { stopped, stop } = recorded();
    const parts = new StartedParts(undefined);
    for (const part of ['log', 'tables', 'functions']) parts.add(stop(part));
    await parts.stopAll();
    await parts.stopAll();
    expect(stopped).toEqual(['functions', 'tables', 'log']);
  });

  it('are all stopped when a second call to stop resolves', async () => {
    const { stopped, stop } = recorded();
    const parts = new StartedParts(undefined);
    for (const part of ['log', 'tables']) parts.add(stop(part));
    const first = parts.stopAll();
    await parts.stopAll();
    expect(stopped).toEqual(['tables', 'log']);
    await first;
  });

  it('are stopped although one of them fails to, which is reported', async () => {
    const { stopped, stop } = recorded();
    const parts = new StartedParts(undefined);
    parts.add(stop('log'));
    parts.add(() => Promise.reject(new Error('the disk is gone')));
    parts.add(stop('functions'));
    await expect(parts.stopAll()).rejects.toThrow('the disk is gone');
    expect(stopped).toEqual(['functions', 'log']);
  });

  it('are stopped by an interruption; the part that is still starting, when it is up', async () => {
    const { stopped, stop } = recorded();
    const interrupted = new AbortController();
    const parts = new StartedParts(interrupted.signal);
    parts.add(stop('log'));
    const forever = parts.orInterruption(new Promise<never>(() => undefined));
    interrupted.abort(new Error('Ctrl-C'));
    await expect(forever).rejects.toThrow('Ctrl-C');
    await parts.stopAll();
    expect(stopped).toEqual(['log']);

    expect(() => parts.add(stop('tables'))).toThrow('Ctrl-C');
    await parts.stopAll();
    expect(stopped).toEqual(['log', 'tables']);
  });
});
