/** `Date` as it is, but for what it says of now. @param now epoch milliseconds */
export function dateOf(now: () => number): DateConstructor {
  return new Proxy(Date, {
    apply: (target) => new target(now()).toString(),
    construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
