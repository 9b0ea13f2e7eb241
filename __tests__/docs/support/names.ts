import { namedElsewhere } from './elsewhere';
import { hasMember } from './members';
import { type Finding, findings, isPage, missing, type NamingText, words } from './tree';

/** Released versions name what they had. */
const current = (naming: readonly NamingText[]): readonly NamingText[] =>
  naming.filter(({ file }) => file !== 'CHANGELOG.md');

/** A code span with a command, a path, an address, a placeholder or a formula. */
const isOther = (span: string): boolean =>
  /\b(npm|npx|node|git|curl|aws) |[$/…→²|]|\.\.\.|:\/\/|"/.test(span);

/** Words of a page's own code blocks. */
function wordsOfBlocks({ file, lines }: NamingText): ReadonlySet<string> {
  if (!isPage(file)) return new Set();
  const blocks = lines.join('\n').match(/^```[^]*?^```/gm) ?? [];
  return new Set(blocks.flatMap((block) => block.match(/\w+/g) ?? []));
}

/** Identifiers in code spans, links and calls that no code has. */
export function unknownNames(naming: readonly NamingText[]): readonly Finding[] {
  // A name in capitals is a placeholder.
  const holds = (name: string): boolean =>
    words.has(name) || namedElsewhere.has(name) || /^[A-Z]+$/.test(name);
  const inSpans = current(naming).flatMap((text) => {
    const own = wordsOfBlocks(text);
    return findings([text], /`([^`]+)`/g, ([, span = '']) =>
      isOther(span)
        ? []
        : (span.match(/(?<![\w.-])[A-Za-z_]\w{2,}(?![\w-])|(?<=\.)\w{3,}(?![\w-])/g) ?? []).filter(
            (name) => !holds(name) && !own.has(name),
          ),
    );
  });
  const patterns = [
    // A call outside of a code span.
    /(?<![\w.`/$-])([a-z]+[A-Z]\w*)\(\)/g,
    /\{@link ([\w.]+)[^}]*\}/g,
    /@throws \{?([A-Z]\w+)/g,
    // A constant or an environment variable.
    /(?<![\w`/${.-])([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)(?![\w`}-]|\.md)/g,
  ];
  return [
    ...inSpans,
    ...patterns.flatMap((pattern) =>
      missing(current(naming), pattern, (name) => name.split('.').every((part) => holds(part))),
    ),
  ];
}

/** Names in camel case in comments, outside of code spans. Pages also name products of others. */
export function unknownPlainNames(naming: readonly NamingText[]): readonly Finding[] {
  const spoken = naming
    .filter(({ file }) => !isPage(file))
    .map((text) => ({
      ...text,
      prose: text.prose.map((block) => ({
        ...block,
        text: block.text.replace(/`[^`]*`/g, (span) => ' '.repeat(span.length)),
      })),
    }));
  const named = /(?<![\w./"'@#:$-])((?:[a-z]+|[A-Z][a-z]+)[A-Z]\w+)(?![\w-])(?!\(\))/g;
  return missing(spoken, named, (name) => namedElsewhere.has(name) || words.has(name));
}

/** Members that a type of the project does not have. */
export const unknownMembers = (naming: readonly NamingText[]): readonly Finding[] =>
  findings(current(naming), /(?:`|\{@link )([A-Z]\w*)\.([a-z]\w*)\b/g, ([, type = '', member = '']) =>
    /^(tsx?|mjs|js|md|cs)$/.test(member) || hasMember(type, member) !== false ? [] : [`${type}.${member}`],
  );

/** Parameters in comments that the code below does not have. */
export const unknownParameters = (naming: readonly NamingText[]): readonly Finding[] =>
  naming.flatMap(({ file, lines }) =>
    lines.flatMap((line, index) => {
      const [, name] = /^\s*(?:\/\*)?\*+ @param (\w+)/.exec(line) ?? [];
      if (name === undefined) return [];
      const end = lines.findIndex((text, at) => at >= index && text.includes('*/'));
      const below = lines.slice(end + 1, end + 16).join('\n');
      return new RegExp(`\\b${name}\\b`).test(below) ? [] : [`${file}:${String(index + 1)}: ${name}`];
    }),
  );

/** Environment variables of the project that no code reads. */
export function unknownVariables(naming: readonly NamingText[]): readonly Finding[] {
  return missing(naming, /\b(TURNLIFT_[A-Z0-9_]*[A-Z0-9])\b/g, (name) => words.has(name));
}
