const path = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');
const seconds = require('./seconds.json');

/**
 * Starts the longest suites first, so that no worker ends with a long one while the others idle. seconds.json
 * has the CPU seconds of suites above one; `npm run suite-seconds` records them. Suites without an entry run
 * last, the largest file first.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const known = (test) => {
      const file = path.relative(test.context.config.rootDir, test.path).split(path.sep).join('/');
      return seconds[file] ?? 0;
    };
    // The sort is stable: ties keep jest's own order.
    return super.sort(tests).sort((a, b) => known(b) - known(a));
  }
};
