const { availableParallelism } = require('node:os');

// The SDK warns on Node 20 that releases of 2027 will not run there; the lock file pins one that does.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// Tests read text without colours on every terminal: picocolors and Node colour it where CI or FORCE_COLOR is
// set. Workers, and the programs that tests start, inherit these variables.
process.env.NO_COLOR = '1';
delete process.env.FORCE_COLOR;

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // One file more than there are cores: half of them wait for processes and sockets of their own.
  maxWorkers: availableParallelism() + 1,
  setupFiles: ['<rootDir>/__tests__/support/seeded-properties.ts'],
  setupFilesAfterEnv: ['<rootDir>/__tests__/support/inside-only.ts'],
  testSequencer: '<rootDir>/__tests__/support/longest-first.js',
  testMatch: ['**/__tests__/**/*.test.ts', '<rootDir>/game/**/*.test.ts'],
  // The limit is for hangs alone: a set-up that bundles functions takes a minute on a busy machine.
  testTimeout: 180_000,
  // Fixtures are other people's shapes of programs (scripts, broken zips); they are input, not modules of
  // ours.
  modulePathIgnorePatterns: [
    '<rootDir>/dist/',
    '<rootDir>/build/',
    '<rootDir>/cdktf.out/',
    '<rootDir>/.turnlift/',
  ],
  testPathIgnorePatterns: ['/node_modules/', '/fixtures/'],
  transform: {
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Published as ES modules only; jest runs CommonJS, so swc converts them.
  transformIgnorePatterns: ['/node_modules/(?!(jose)/)'],
};
