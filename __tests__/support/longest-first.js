const path = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');
const outside = require('./outside.json');
const seconds = require('./seconds.json');

const startsProcesses = (file) =>
  outside.some((entry) => file === entry || (entry.endsWith('/') && file.startsWith(entry)));

/**
 * Starts the longest suites first, so that no worker ends with a long one while the others idle. seconds.json
 * has the seconds that long suites took in CI, as jest prints them. They set the order only: a number that is
 * out of date costs time and nothing else. Suites without an entry run last, in jest's own order: first those
 * of outside.json, which wait for processes and sockets, then the short ones that stay in their process.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const known = (test) => {
      const file = path.relative(test.context.config.rootDir, test.path).split(path.sep).join('/');
      return seconds[file] ?? (startsProcesses(file) ? 1 : 0);
    };
    // The sort is stable: ties keep jest's own order.
    return super.sort(tests).sort((a, b) => known(b) - known(a));
  }
};
