/**
 * The exports of `@jest/globals`, for suites that stay loaded in one process (kept-suites.ts): jest's own
 * parts, without its environment of a module registry for each suite.
 */
import { jestExpect } from '@jest/expect';
import { getState } from 'jest-circus';
import { ModuleMocker } from 'jest-mock';

export { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from 'jest-circus';
export { jestExpect as expect };

export const mocker = new ModuleMocker(globalThis);

export const jest = {
  fn: mocker.fn.bind(mocker),
  spyOn: mocker.spyOn.bind(mocker),
  mocked: <Value>(value: Value): Value => value,
  restoreAllMocks: (): void => mocker.restoreAllMocks(),
  setTimeout: (timeoutMs: number): void => {
    getState().testTimeout = timeoutMs;
  },
};
