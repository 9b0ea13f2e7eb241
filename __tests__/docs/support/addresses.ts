import { openApiDocument } from '../../../contract/rest/openapi';
import { code, type Finding, findings, isPage, missing, type NamingText, places, read, words } from './tree';

/** Released versions say what they had. */
const current = (naming: readonly NamingText[]): readonly NamingText[] =>
  naming.filter(({ file }) => file !== 'CHANGELOG.md');

const allCode = [...code.map(([, text]) => text), ...read('.gitignore')].join('\n');
const isInCode = (name: string): boolean =>
  new RegExp(`(?<![\\w.-])${name.replace(/[.]/g, '\\.')}(?![\\w-])`).test(allCode);

/** Whether code names a hidden folder, and not only a member. */
const isPathInCode = (name: string): boolean =>
  new RegExp(`(?:^|['"\`/])\\${name}(?![\\w-])`, 'm').test(allCode);

/** Ports that code opens by default. */
const ports: ReadonlySet<string> = new Set(
  [...allCode.matchAll(/\b\w*[pP]orts?(?::|\W+)(?:\w+ )?(\d{2,5})\b/g)].map(([, port = '']) => port),
);

/** Addresses of the laptop whose port no code has, and ports by their number. */
export const unknownPorts = (naming: readonly NamingText[]): readonly Finding[] => [
  ...missing(current(naming), /(?:127\.0\.0\.1|localhost):(\d{2,5})\b/g, isInCode),
  ...missing(current(naming), /\bport (\d{4,5})\b/g, (port) => ports.has(port)),
];

/** The contract of the REST API, as far as its queries. */
interface Contract {
  readonly paths: Readonly<
    Record<
      string,
      Record<string, { readonly parameters?: ReadonlyArray<{ readonly name: string; readonly in: string }> }>
    >
  >;
}
const contract: Contract = JSON.parse(JSON.stringify(openApiDocument([])));

/** Parameters of the query of each route of the REST API. */
const parametersOfRest: ReadonlySet<string> = new Set(
  Object.values(contract.paths).flatMap((methods) =>
    Object.values(methods).flatMap(({ parameters = [] }) =>
      parameters.flatMap((one) => (one.in === 'query' ? [one.name] : [])),
    ),
  ),
);

/** Parameters that pages and the console read from their own address. */
const pageCode = code
  .filter(([file]) => /^(web|local\/(console|pages)|contract)\//.test(file))
  .map(([, text]) => text)
  .join('\n');
const readNames =
  /\bget(?:All)?\('(\w+)'\)|\bquery\['(\w+)'\]|\bquery\.(\w+)|\bquery: \{ (\w+)|\bhashWith\(\{ (\w+)/g;
const parametersOfPages: ReadonlySet<string> = new Set(
  [...pageCode.matchAll(readNames)].flatMap(([, ...names]) => names.filter((name) => name !== undefined)),
);

/** Names in the query of an address in a code span: `?as=2` of a page, `/v1/sessions?all=true` of REST. */
export const unknownQueries = (naming: readonly NamingText[]): readonly Finding[] =>
  findings(current(naming), /`([^`\s]+ )?([^`\s?]*)\?(\w+=[^`\s]*)`/g, ([, , path = '', query = '']) =>
    path.includes('://') || /[()]/.test(path)
      ? []
      : query
          .split('&')
          .map((part) => part.replace(/=.*$/, ''))
          .filter((name) =>
            path.startsWith('/v1/')
              ? !parametersOfRest.has(name)
              : !parametersOfPages.has(name) && !parametersOfRest.has(name),
          ),
  );

/** Pages, and the sources of what is shown in a browser. */
const ofPages = (naming: readonly NamingText[]): readonly NamingText[] =>
  naming.filter(({ file }) => isPage(file) || file.startsWith('web/'));

/** Places in a page behind `#/` whose first part the pages do not name. */
export const unknownHashes = (naming: readonly NamingText[]): readonly Finding[] =>
  missing(ofPages(current(naming)), /`[^`\s]*#\/([a-z][\w-]*)/g, (name) =>
    new RegExp(`(?:name: '|operationId: '|#\\/)${name}\\b`).test(pageCode),
  );

/** Paths of one word in code spans, such as a page of a server, that no code has. */
export const unknownPages = (naming: readonly NamingText[]): readonly Finding[] =>
  missing(current(naming), /`(\/[a-z][a-z-]+)(?:\/(?:#\/)?)?`/g, isInCode);

/** Hidden files and folders in code spans, and members behind a point, that no code has. */
export const unknownHidden = (naming: readonly NamingText[]): readonly Finding[] =>
  missing(current(naming), /`(\.[a-z][\w-]*\/?)`/g, (name) => {
    const plain = name.replace(/\/$/, '');
    if (places.has(plain)) return true;
    // Without a slash it may be a member: `.length`.
    return plain === name ? isInCode(plain) || words.has(plain.slice(1)) : isPathInCode(plain);
  });
