/** The result of a function whose type is not declared. @throws TypeError when it is not a function */
export function called(target: object, self: unknown, given: readonly unknown[]): unknown {
  if (typeof target !== 'function') throw new TypeError('this is not a function');
  return Reflect.apply(target, self, given);
}
