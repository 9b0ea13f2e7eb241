import { code, type Finding, missing, type NamingText, places, read, words } from './tree';

/** Released versions say what they had. */
const current = (naming: readonly NamingText[]): readonly NamingText[] =>
  naming.filter(({ file }) => file !== 'CHANGELOG.md');

const allCode = [...code.map(([, text]) => text), ...read('.gitignore')].join('\n');
const isInCode = (name: string): boolean =>
  new RegExp(`(?<![\\w.-])${name.replace(/[.]/g, '\\.')}(?![\\w-])`).test(allCode);

/** Addresses of the laptop whose port no code has. */
export const unknownPorts = (naming: readonly NamingText[]): readonly Finding[] =>
  missing(current(naming), /(?:127\.0\.0\.1|localhost):(\d{2,5})\b/g, isInCode);

/** Paths of one word in code spans, such as a page of a server, that no code has. */
export const unknownPages = (naming: readonly NamingText[]): readonly Finding[] =>
  missing(current(naming), /`(\/[a-z][a-z-]+)(?:\/(?:#\/)?)?`/g, isInCode);

/** Hidden files and folders in code spans, and members behind a point, that no code has. */
export const unknownHidden = (naming: readonly NamingText[]): readonly Finding[] =>
  missing(
    current(naming),
    /`(\.[a-z][\w-]*)\/?`/g,
    (name) => places.has(name) || isInCode(name) || words.has(name.slice(1)),
  );
