import { code, type Finding, findings, isPage, missing, type NamingText } from './tree';

const textOf = (pattern: RegExp): string =>
  code
    .filter(([file]) => pattern.test(file))
    .map(([, text]) => text)
    .join('\n');

const namesIn = (object: string): readonly string[] =>
  [...object.matchAll(/(?:^|[{,\s])([a-z]\w*)(?=\s*(?:[:,}]|$))/g)].map(([, name = '']) => name);

/** Fields of a line of the API's access log. */
const ofAccess: ReadonlySet<string> = new Set(
  namesIn(/accessLine = JSON\.stringify\((\{[^}]*\})/.exec(textOf(/http-api\.ts$/))?.[1] ?? ''),
);

/** Fields of the lines that functions log: those of each call of `log`, and those that every line has. */
const ofFunctions: ReadonlySet<string> = new Set([
  ...['level', 'message'],
  ...[...textOf(/^functions\//).matchAll(/\blog\(([^;]*)\);/g)].flatMap(([, given = '']) =>
    [...given.matchAll(/\{[^{}]*\}/g)].flatMap(([object]) => namesIn(object)),
  ),
]);

/** Fields of a log that a page names, and queries of the access log: those that no line has. */
export const unknownLogFields = (naming: readonly NamingText[]): readonly Finding[] => {
  const pages = naming.filter(({ file }) => isPage(file));
  return [
    ...missing(pages, /\baccess log, fields? `(\w+)`/g, (name) => ofAccess.has(name)),
    ...missing(pages, /(?<!access )\blog(?:s|ged)?\b[^.|`]*\bfields? `(\w+)`/g, (name) =>
      ofFunctions.has(name),
    ),
    ...findings(pages, /^(?:filter (\w+) |\| stats .*?\bpct\((\w+),.* by (\w+), (\w+)$)/gm, ([, ...names]) =>
      names.filter((name) => name !== undefined && !ofAccess.has(name)),
    ),
  ];
};
