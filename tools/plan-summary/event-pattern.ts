/** The events that a changed EventBridge pattern matches and did not match before, and the reverse. */
export function eventPatternDangers(is: string, was: string): readonly string[] {
  const [now, before] = [parsed(is), parsed(was)];
  if (now === undefined || before === undefined)
    return is === '' && was === '' ? [] : ['the event pattern changes, and cannot be read: read the plan'];
  return patternDangers(now, before, '');
}

function patternDangers(now: object, before: object, at: string): readonly string[] {
  const old = new Map<string, unknown>(Object.entries(before));
  const next = new Map<string, unknown>(Object.entries(now));
  return [...new Set([...old.keys(), ...next.keys()])].flatMap((key) => {
    const name = `${at}${key}`;
    const [was, is] = [old.get(key), next.get(key)];
    if (is === undefined) return [`events of any ${name} reach the target`];
    if (was === undefined) return [`events are taken only with ${name} ${JSON.stringify(is)}`];
    if (Array.isArray(was) && Array.isArray(is)) return valueDangers(name, is, was);
    if (isBlock(was) && isBlock(is)) return patternDangers(is, was, `${name}.`);
    return [`events are chosen by another kind of ${name}`];
  });
}

function valueDangers(name: string, is: readonly unknown[], was: readonly unknown[]): readonly string[] {
  const texts = (values: readonly unknown[]): readonly string[] =>
    values.map((value) => JSON.stringify(value));
  const lost = texts(was).filter((value) => !texts(is).includes(value));
  // A further plain value, such as a further matchmaking configuration, is listed with the resource that it
  // names.
  const wide = texts(is.filter((value) => typeof value !== 'string')).filter(
    (value) => !texts(was).includes(value),
  );
  return [
    ...lost.map((value) => `events with ${name} ${value} are not taken any more`),
    ...wide.map((value) => `events with any ${name} like ${value} reach the target`),
  ];
}

const isBlock = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isBlock(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
