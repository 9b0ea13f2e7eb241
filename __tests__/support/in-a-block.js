/**
 * A transformer of jest for modules that declare a global's name of their own, as in `class Error {}`. In a
 * block such a name does not meet the parameters that jest.config.js gives to every module.
 * @type {import('@jest/transform').SyncTransformer}
 */
module.exports = {
  process(source) {
    const mode = /^\s*(?:\/\*[^]*?\*\/\s*|\/\/.*\s*)*(['"])use strict\1/.test(source) ? "'use strict'; " : '';
    return { code: `${mode}{ ${source}\n}` };
  },
};
