import { afterEach, expect, it, jest } from '@jest/globals';
import vm from 'node:vm';

/** Compiles a module of a suite as jest does, which the environment of the suites answers. */
function compile(source: string, context: vm.Context, filename = '/a/module.js') {
  return vm.compileFunction(source, ['exports'], {
    filename,
    importModuleDynamically: () => Promise.reject(new Error('not asked for')),
    parsingContext: context,
  });
}

afterEach(() => {
  jest.restoreAllMocks();
});

it('a worker compiles a module once, and runs it with the globals of each suite', () => {
  const { Script } = vm;
  const scripts = jest.spyOn(vm, 'Script').mockImplementation((...given) => new Script(...given));
  const answers = ['one', 'two', 'three'].map((name) => {
    const exported: { name?: string } = {};
    compile('exports.name = name;', vm.createContext({ name }))(exported);
    return exported.name;
  });
  expect(answers).toEqual(['one', 'two', 'three']);
  expect(scripts).toHaveBeenCalledTimes(1);
});

it('a module with other text is another module, also in the same file', () => {
  const context = vm.createContext({});
  expect(compile('return 1;', context, '/b/module.js')()).toBe(1);
  expect(compile('return 2;', context, '/b/module.js')()).toBe(2);
  expect(compile('return 1;', context, '/b/module.js')()).toBe(1);
});

it('an error names the line and column of the module', () => {
  const failing = compile("'use strict';\n  throw new Error('here');", vm.createContext({}), '/c/module.js');
  expect(() => failing()).toThrow(
    expect.objectContaining({ stack: expect.stringContaining('module.js:2:9') }),
  );
});
