/** `Date` as it is, but for what it says of now. @param now epoch milliseconds */
export function dateOf(now: () => number): DateConstructor {
  return new Proxy(Date, {
    apply: (target) => new target(now()).toString(),
    construct(target, given, made) {
      const date: unknown = Reflect.construct(target, given.length === 0 ? [now()] : given, made);
      if (typeof date !== 'object' || date === null) throw new TypeError('a date is an object');
      return date;
    },
    get(target, name) {
      const member: unknown = name === 'now' ? now : Reflect.get(target, name);
      return member;
    },
  });
}
