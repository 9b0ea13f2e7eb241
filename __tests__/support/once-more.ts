import { jest } from '@jest/globals';

/**
 * In CI only: a test that failed is run once more, and what it said the first time is printed. The tests use
 * real processes, sockets and emulators on machines that are shared; on a developer's machine nothing is
 * tried twice.
 */
if (process.env.CI === 'true') jest.retryTimes(1, { logErrorsBeforeRetry: true });
