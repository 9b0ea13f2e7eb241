const path = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');
const outside = require('./outside.json');
const seconds = require('./seconds.json');

const startsProcesses = (file) =>
  outside.some((entry) => file === entry || (entry.endsWith('/') && file.startsWith(entry)));
/** Suites that open pages need both cores of a small machine: of these, one at a time. */
const opensPages = (file) => file.startsWith('__tests__/browser/');

/**
 * Starts the longest suites first, so that no worker ends with a long one while the others idle. A suite that
 * opens pages starts when the suite before it should have ended. seconds.json has the seconds that long
 * suites took in CI, as jest prints them. They set the order only: a number that is out of date costs time
 * and nothing else. Suites without an entry run last, in jest's own order: first those of outside.json, which
 * wait for processes and sockets, then the short ones that stay in their process.
 */
module.exports = class LongestFirst extends Sequencer {
  constructor(options) {
    super(options);
    this.workers = options.globalConfig.maxWorkers;
  }

  sort(tests) {
    const files = super.sort(tests).map((test) => {
      const file = path.relative(test.context.config.rootDir, test.path).split(path.sep).join('/');
      return { test, file, length: seconds[file] ?? (startsProcesses(file) ? 1 : 0) };
    });
    // The sort is stable: ties keep jest's own order.
    files.sort((a, b) => b.length - a.length);
    return inTurns(files, this.workers).map(({ test }) => test);
  }
};

/** The order in which workers would start the suites, were each to take its expected time. */
function inTurns(files, workers) {
  const pages = files.filter(({ file }) => opensPages(file));
  const others = files.filter(({ file }) => !opensPages(file));
  const freeAt = Array.from({ length: workers }, () => 0);
  let pagesFreeAt = 0;
  const order = [];
  while (pages.length + others.length > 0) {
    const worker = freeAt.indexOf(Math.min(...freeAt));
    const isPageTurn = others.length === 0 || (pages.length > 0 && freeAt[worker] >= pagesFreeAt);
    const next = (isPageTurn ? pages : others).shift();
    freeAt[worker] += next.length;
    if (isPageTurn) pagesFreeAt = freeAt[worker];
    order.push(next);
  }
  return order;
}
