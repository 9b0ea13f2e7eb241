import { afterEach, expect, it, jest } from '@jest/globals';
import { loggingRejections } from '../../functions/period-rewards/logging-rejections';

const event = 'unhandledRejection';
const runtime = jest.fn();
afterEach(() => {
  process.off(event, runtime);
  jest.restoreAllMocks();
});

it('logs a rejection that no code of a hook awaits, instead of ending the process', async () => {
  const errors = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  process.on(event, runtime);
  const left = Promise.resolve();
  const answer = await loggingRejections(() => {
    process.emit(event, new Error('no such player'), left);
    return Promise.resolve(7);
  });
  expect(answer).toBe(7);
  expect(runtime).not.toHaveBeenCalled();
  expect(errors.mock.calls.flat().join()).toContain('no such player');
});

it('leaves the process as it was, also after a failure', async () => {
  process.on(event, runtime);
  const before = process.listeners(event);
  await expect(loggingRejections(() => Promise.reject(new Error('the database failed')))).rejects.toThrow(
    'the database failed',
  );
  expect(process.listeners(event)).toEqual(before);
});
