import { commandLineOf, optionsOfJest, scripts } from './command-lines';
import { code, type Finding, isPage, missing, type NamingText } from './tree';

/** Options of programs that are not the project's: of the AWS CLI, curl, git and Node. */
const ofOthers: ReadonlySet<string> = new Set([
  ...['--enable-source-maps', '--max-semi-space-size', '--region', '--reserved-concurrent-executions'],
  '--skip-synth', // of CDKTF
]);

const declaredIn = (texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => [...text.matchAll(/['"`](?:-\w, )?(--[a-z][\w-]*)/g)].map(([, name = '']) => name));

/** Options that the project's programs name, without those that tests give to them. */
const declared: ReadonlySet<string> = new Set(
  declaredIn(code.filter(([file]) => !/(^|\/)__tests__\//.test(file)).map(([, text]) => text)),
);

/** Options in a list that several programs add to their own. */
const shared: readonly string[] = code.flatMap(([, text]) =>
  [...text.matchAll(/\bflags: '(--[a-z][\w-]*)/g)].map(([, name = '']) => name),
);

/** Options of the programs that a page runs; undefined for a page that runs none. */
function optionsOfPage({ lines }: NamingText): ReadonlySet<string> | undefined {
  const run = [...lines.join('\n').matchAll(/\bnpm (?:run )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);
  const known = [...new Set(run)].flatMap((name) =>
    scripts[name] === undefined ? [] : [commandLineOf(name)?.known ?? new Set<string>()],
  );
  return known.length === 0 ? undefined : new Set([...shared, ...known.flatMap((options) => [...options])]);
}

/** Options at the start of a code span, without their command. */
export const unknownBareOptions = (naming: readonly NamingText[]): readonly Finding[] =>
  naming
    .filter(({ file }) => file !== 'CHANGELOG.md')
    .flatMap((text) => {
      const known = (isPage(text.file) ? optionsOfPage(text) : undefined) ?? declared;
      return missing(
        [text],
        /`(--[a-z][\w-]*)/g,
        (name) => known.has(name) || ofOthers.has(name) || optionsOfJest.has(name),
      );
    });
