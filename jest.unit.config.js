const path = require('node:path');
const config = require('./jest.config.js');
const outside = require('./__tests__/support/outside.json');

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * `npm run unit`: the suites that stay inside their process. The others are listed in outside.json.
 * @type {import('jest').Config}
 */
module.exports = {
  ...config,
  testPathIgnorePatterns: [
    ...config.testPathIgnorePatterns,
    ...outside.map((entry) => `^${escaped(path.join(__dirname, entry))}`),
  ],
};
