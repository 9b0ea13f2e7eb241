import path from 'node:path';
import {
  code,
  exists,
  files,
  type Finding,
  findings,
  folders,
  isPage,
  missing,
  type NamingText,
  places,
  read,
} from './tree';
import { anchorsOf } from './headings';

/** Files of a team, which it may replace, and files outside this repository. */
const elsewhere: readonly RegExp[] = [
  /^game\/(games|rule-sets)\//,
  /^game\/leaderboards\.ts$/,
  /^(board|bot|rules)\.ts$/, // of a game
  /^\.\/rule-sets\//, // imports of an example
  /^doc\/(log|table)_format\.md$/, // LevelDB's
  /\b[A-Z]{2,}\b/, // NAME is a placeholder.
  /^(secrets\/secrets\.json|dynamodb\/items-without-table\.jsonl)$/, // in the data folder of npm start
  /^realtime-server\/server\.js$/, // compiled
  /^(dist|cdktf\.out|local\/cli)\//, // written by the build, or named below dist/
  // written by the build
  /^build\/((functions|pages|realtime-server|api-docs)(\/|$)|(openapi\.json|realtime-server\.zip)$)/,
  /^local\/(game|gamemetadata)\//, // below the root of a machine of GameLift
  /(^|\/)node_modules\//,
  /^replay-AB12CD34\.js$/, // an example of a built page's script
  /^comment\.md$/, // written by a workflow
  /^index\.mjs$/, // in the zip of a function
  /^install\.sh$/, // in the zip of a Realtime script
  /^(dev-data|plan)\.json$/, // examples of files that a user writes
  /^(assets|gamelift\/scripts)\/$/, // of the deployed site; of the data folder
  /^versions\/$/, // made where old rules are kept
  /^(example|octo-org|our-studio|your-org)\//, // repositories
  /^role\/$/, // the start of an ARN
];

const topFolders = [...places].filter((place) => !place.includes('/') && !place.includes('.'));

const isElsewhere = (named: string): boolean => elsewhere.some((pattern) => pattern.test(named));

const endings = 'tsx?|mjs|cjs|md|jsonl?|js|yml|sh|css|csv|html|cs|svg|png|zip';

/** Texts of code that tell to read a page; its other paths may be of other folders. */
const withPagesInCode = (naming: readonly NamingText[]): readonly NamingText[] =>
  naming.flatMap((text) => [
    text,
    {
      ...text,
      prose: text.strings.map((block) => ({
        ...block,
        text: block.text.replace(/[\w./-]+(?<!\.md)(?![\w./-])/g, (word) => ' '.repeat(word.length)),
      })),
    },
  ]);

/** Paths with an ending that no file has. */
export function unknownFiles(naming: readonly NamingText[]): readonly Finding[] {
  const named = new RegExp(
    String.raw`(?<![\w./@:$-])((?:[\w.-]+\/)+[\w.-]+\.(?:${endings}))\b(?![/*]|\.\w)`,
    'g',
  );
  return missing(withPagesInCode(naming), named, (name, file) => isElsewhere(name) || exists(name, file));
}

/** Paths that begin with a slash, and compiled files. */
export function unknownRootedFiles(naming: readonly NamingText[]): readonly Finding[] {
  const rooted = new RegExp(
    String.raw`(?<![\w./@:$}>-])\/((?:${topFolders.join('|')})\/[\w./-]*[\w-]\.(?:${endings}))\b`,
    'g',
  );
  const compiled = /(?<![\w./-])dist\/([\w./-]+)\.js\b/g;
  return [
    ...missing(naming, rooted, (name, file) => isElsewhere(name) || exists(name, file)),
    ...missing(naming, compiled, (name, file) => existsWithoutEnding(name, file)),
    ...missing(naming, /\bbuild\/functions\/([\w-]+)\.zip\b/g, (name) => places.has(`functions/${name}`)),
  ];
}

/** Folders before a pattern of files. */
export function unknownFoldersOfPatterns(naming: readonly NamingText[]): readonly Finding[] {
  const named = new RegExp(
    String.raw`(?<![\w./@:$*-])((?:${topFolders.join('|')})(?:\/[\w-]+)*)\/(?:\*|NAME\b|<)`,
    'g',
  );
  return missing(naming, named, (name, file) => isElsewhere(`${name}/`) || exists(name, file));
}

/** Files that are said to be beside another: the path that was named last, or the file itself. */
export const unknownNeighbours = (naming: readonly NamingText[]): readonly Finding[] =>
  findings(
    naming,
    new RegExp(String.raw`(?<![\w/.-])([\w-]+(?:\.[\w-]+)*\.(?:${endings}))\`? beside it\b`, 'g'),
    ({ 1: name = '', index, input }, { file }) => {
      const before = input.slice(0, index).match(/(?:[\w.-]+\/)+[\w.-]+\.\w+/g);
      const folder = path.dirname(before?.at(-1) ?? file);
      return exists(path.join(folder, name), '.') ? [] : [name];
    },
  );

/** Files that the folder named before them does not have: "In `store/`, `client.ts`". */
export const unknownFilesOfFolders = (naming: readonly NamingText[]): readonly Finding[] =>
  findings(
    naming,
    new RegExp(String.raw`\b[Ii]n \`([\w./-]+)\/\`,? \`([\w-]+(?:\.[\w-]+)*\.(?:${endings}))\``, 'g'),
    ([, folder = '', name = '']) =>
      places.has(`${folder}/${name}`) || !places.has(folder) ? [] : [`${folder}/${name}`],
  );

/** Headings that are named by their words behind the page. Bold words at the start of a paragraph are one. */
export const unknownHeadings = (naming: readonly NamingText[]): readonly Finding[] =>
  findings(
    naming.map((text) => ({ ...text, prose: [...text.prose, ...text.strings] })),
    /(?<![\w/.-])([\w/-]+\.md)`?, "([^"]+)"/g,
    ([, page = '', heading = '']) =>
      !places.has(page) || headingsOf(page).has(heading.replace(/[.,]$/, '').toLowerCase())
        ? []
        : [`${page}, "${heading}"`],
  );

const headingsOf = (page: string): ReadonlySet<string> =>
  new Set(
    read(page).flatMap((line) => {
      const [, heading, bold] = /^#+ (.*)$|^\*\*([^*]+)\*\*/.exec(line) ?? [];
      return (
        (heading ?? bold)
          ?.replace(/`|[.:]$/g, '')
          .trim()
          .toLowerCase() ?? []
      );
    }),
  );

/** Programs of .ci have no ending. */
export function unknownProgramsOfCi(naming: readonly NamingText[]): readonly Finding[] {
  return missing(naming, /(?<![\w/.-])(\.ci\/[\w-]+)/g, (name) => places.has(name));
}

/** Endings of modules; a name with a slash at its end is a folder's. */
const endingsOf = (name: string): readonly string[] =>
  name.endsWith('/') ? [''] : ['', '.ts', '.tsx', '.mjs'];

const existsWithoutEnding = (name: string, from: string): boolean =>
  endingsOf(name).some((ending) => exists(`${name}${ending}`, from));

/** A folder, or a module without its ending, below a folder of the project. */
const pathBelow = new RegExp(
  String.raw`(?<![\w./@:$*-])((?:${topFolders.join('|')})(?:/[\w-]+)+/?)(?![\w.*<{(/[-]*[\w*<{(])`,
  'g',
);

/** Folders and modules below a folder of the project. */
export function unknownModules(naming: readonly NamingText[]): readonly Finding[] {
  return missing(naming, pathBelow, (name, file) => isElsewhere(name) || existsWithoutEnding(name, file));
}

/** Ends of the project's paths: a table of folders names those in a folder without the folder itself. */
const endsOf = (paths: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(
    [...paths].flatMap((place) => {
      const parts = place.split('/');
      return parts.map((_, index) => parts.slice(index).join('/'));
    }),
  );
const ends = endsOf(places);
const endsOfFolders = endsOf(folders);

/** Folders in code spans, whose first part may be of any name; released versions name what they had. */
export function unknownFolders(naming: readonly NamingText[]): readonly Finding[] {
  const named = /`([a-z_][\w-]*(?:\.[\w-]+)*(?:\/[\w-]+)*\/|[a-z_][\w-]*(?:\/[\w-]+)+)`/g;
  return missing(naming, named, (name, file) => {
    if (file === 'CHANGELOG.md' || isElsewhere(name) || existsWithoutEnding(name, file)) return true;
    const known = name.endsWith('/') ? endsOfFolders : ends;
    return endingsOf(name).some((ending) => known.has(`${name.replace(/\/$/, '')}${ending}`));
  });
}

const baseNames: ReadonlySet<string> = new Set(files.map((file) => path.basename(file)));

/** Names of files in code, which may write them. */
const writtenNames = /[\w-]+(?:\.[\w-]+)*\.(?:jsonl?|csv|html|zip|js|cjs|svg|png|sh|mjs)\b/g;
const written: ReadonlySet<string> = new Set(code.flatMap(([, text]) => text.match(writtenNames) ?? []));

/** Names of files without their folder that no file has. Data may also be written by code. */
export function unknownBaseNames(naming: readonly NamingText[]): readonly Finding[] {
  const named = new RegExp(
    String.raw`(?<![\w/.<$*@-])([\w-]+(?:\.[\w-]+)*\.(?:${endings}))\b(?![/(]|\.\w)`,
    'g',
  );
  return missing(naming, named, (name) => baseNames.has(name) || written.has(name) || isElsewhere(name));
}

/** Links of pages that lead to nothing. A link may be broken between two lines of its text. */
export function brokenLinks(naming: readonly NamingText[]): readonly Finding[] {
  return missing(
    naming.filter(({ file }) => isPage(file)),
    /\]\((?![a-z]+:)([^)\s]*)\)/g,
    (link, file) => {
      const [place = '', anchor] = link.split('#');
      const target = place === '' ? file : path.normalize(path.join(path.dirname(file), place));
      if (!places.has(target.replace(/\/$/, ''))) return isElsewhere(target);
      return anchor === undefined || anchorsOf(target).has(anchor);
    },
  );
}
