const { availableParallelism } = require('node:os');

// The SDK warns on Node 20 that releases of 2027 will not run there; the lock file pins one that does.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// Tests read text without colours on every terminal: picocolors and Node colour it where CI or FORCE_COLOR is
// set. Workers, and the programs that tests start, inherit these variables.
process.env.NO_COLOR = '1';
delete process.env.FORCE_COLOR;

/**
 * Globals that each module gets as parameters. Jest runs modules in a context whose global object is
 * intercepted, so a lookup of `Math` in a loop costs more than the work of the loop. With parameters the
 * games, the zips and the rank index take a fifth to two thirds less. Fake timers replace Date and
 * setTimeout, so these must not be here. Neither must Map, Set and Symbol: a game may declare a class of that
 * name, and jest could not compile it.
 */
const sandboxInjectedGlobals = [
  ...['Array', 'BigInt', 'Boolean', 'Error', 'Infinity', 'JSON', 'Math', 'Number', 'Object'],
  ...['Promise', 'RangeError', 'Reflect', 'RegExp', 'String', 'TypeError', 'WeakMap'],
  ...['Int32Array', 'Uint16Array', 'Uint32Array', 'Uint8Array'],
];
/** Packages with modules that declare such a name at their top; jest could not compile them as they are. */
const ownGlobals = ['asn1js', '@pkgjs/parseargs', 'readable-stream'].join('|');

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/__tests__/support/compiled-once.js',
  sandboxInjectedGlobals,
  // One file more than there are cores: half of them wait for processes and sockets of their own.
  maxWorkers: availableParallelism() + 1,
  // A worker that ends on a busy machine takes longer than the 500 ms that jest waits, which then says that
  // tests leak. A worker that a test keeps alive is still named.
  workerGracefulExitTimeout: 10_000,
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
    [`/node_modules/(${ownGlobals})/.+\\.c?js$`]: '<rootDir>/__tests__/support/in-a-block.js',
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Jose is published as ES modules only; jest runs CommonJS, so swc converts it.
  transformIgnorePatterns: [`/node_modules/(?!(cdktf/node_modules/)?(jose|${ownGlobals})/)`],
};
