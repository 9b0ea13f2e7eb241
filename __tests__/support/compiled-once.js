const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/**
 * Modules that this worker has compiled, by file. Jest calls vm.compileFunction for each module of each
 * suite, and V8 never finds such a function in its cache. The 1,100 files of packages that a usual suite
 * loads took a quarter of a second each time. A script is compiled once, and runs in the context of every
 * suite. Each suite still has modules and globals of its own.
 * @type {Map<string, { source: string, parameters: string, script: vm.Script }>}
 */
const compiled = new Map();
const optionsOfJest = ['filename', 'importModuleDynamically', 'parsingContext'];
const { compileFunction } = vm;

/** A function of a module's source, as vm.compileFunction makes it. Other callers than jest get Node's. */
vm.compileFunction = (source, names, options) => {
  const given = Object.keys(options ?? {});
  if (given.length !== optionsOfJest.length || !optionsOfJest.every((name) => given.includes(name)))
    return compileFunction(source, names, options);
  const { filename, parsingContext } = options;
  const parameters = names.join();
  let known = compiled.get(filename);
  if (known?.source !== source || known.parameters !== parameters) {
    // A script of several contexts has no import(), for which jest answers in the context of one suite.
    if (/\bimport\s*\(/.test(source)) return compileFunction(source, names, options);
    const script = new vm.Script(`(function (${parameters}) {\n${source}\n})`, { filename, lineOffset: -1 });
    known = { source, parameters, script };
    compiled.set(filename, known);
  }
  return known.script.runInContext(parsingContext);
};

/** Node's environment: jest loads this file in each worker before its first suite. */
module.exports = TestEnvironment;
