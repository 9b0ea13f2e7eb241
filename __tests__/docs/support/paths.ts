import path from 'node:path';
import { code, exists, files, type Finding, isPage, missing, type NamingText, places, words } from './tree';
import { anchorsOf } from './names';

/** Files of a team, which it may replace, and files outside this repository. */
const elsewhere: readonly RegExp[] = [
  /^game\/(games|rule-sets)\//,
  /^game\/leaderboards\.ts$/,
  /^\.\/rule-sets\//, // imports of an example
  /^doc\/(log|table)_format\.md$/, // LevelDB's
  /\b[A-Z]{2,}\b/, // NAME is a placeholder.
  /^secrets\/secrets\.json$/, // in the data folder of npm start
  /^realtime-server\/server\.js$/, // compiled
  /^(build|dist|cdktf\.out|local\/cli)\//, // written by the build, or named below dist/
  /(^|\/)node_modules\//,
  /^comment\.md$/, // written by a workflow
  /^index\.mjs$/, // in the zip of a function
  /^install\.sh$/, // in the zip of a Realtime script
  /^(dev-data|plan)\.json$/, // examples of files that a user writes
  /^(assets|gamelift\/scripts)\/$/, // of the deployed site; of the data folder
  /^versions\/$/, // made by a team that keeps old rules
  /^(example|octo-org|our-studio|your-org)\//, // repositories
  /^role\/$/, // the start of an ARN
];

const isElsewhere = (named: string): boolean => elsewhere.some((pattern) => pattern.test(named));

/** Paths with an ending that no file has. */
export function unknownFiles(naming: readonly NamingText[]): readonly Finding[] {
  const named = /(?<![\w./@:$-])((?:[\w.-]+\/)+[\w.-]+\.(?:ts|tsx|mjs|md|json|js|yml|sh|css|svg|png))\b/g;
  return missing(naming, named, (name, file) => isElsewhere(name) || exists(name, file));
}

/** Programs of .ci have no ending. */
export function unknownProgramsOfCi(naming: readonly NamingText[]): readonly Finding[] {
  return missing(naming, /(?<![\w/.-])(\.ci\/[\w-]+)/g, (name) => places.has(name));
}

const endings = ['', '.ts', '.tsx', '.mjs'];

const existsWithoutEnding = (name: string, from: string): boolean =>
  endings.some((ending) => exists(`${name}${ending}`, from));

/** A folder, or a module without its ending, below a folder of the project. */
const topFolders = [...places].filter((place) => !place.includes('/') && !place.includes('.'));
const pathBelow = new RegExp(
  String.raw`(?<![\w./@:$*-])((?:${topFolders.join('|')})(?:/[\w-]+)+)(?![\w.*<{(/[-]*[\w*<{(])`,
  'g',
);

/** Folders and modules below a folder of the project. */
export function unknownModules(naming: readonly NamingText[]): readonly Finding[] {
  return missing(naming, pathBelow, (name, file) => isElsewhere(name) || existsWithoutEnding(name, file));
}

/** Ends of the project's paths: a table of folders names those in a folder without the folder itself. */
const ends: ReadonlySet<string> = new Set(
  [...places].flatMap((place) => {
    const parts = place.split('/');
    return parts.map((_, index) => parts.slice(index).join('/'));
  }),
);

/** Folders in code spans, whose first part may be of any name; released versions name what they had. */
export function unknownFolders(naming: readonly NamingText[]): readonly Finding[] {
  const named = /`([a-z_][\w-]*(?:\/[\w-]+)*\/|[a-z_][\w-]*(?:\/[\w-]+)+)`/g;
  return missing(naming, named, (name, file) => {
    if (file === 'CHANGELOG.md' || isElsewhere(name) || existsWithoutEnding(name, file)) return true;
    return endings.some((ending) => ends.has(`${name.replace(/\/$/, '')}${ending}`));
  });
}

const baseNames: ReadonlySet<string> = new Set(files.map((file) => path.basename(file)));

/** Names of JSON files in code, which may write them. */
const written: ReadonlySet<string> = new Set(
  code.flatMap(([, text]) => text.match(/[\w-]+(?:\.[\w-]+)*\.json\b/g) ?? []),
);

/** Names of files without their folder that no file has. A file of JSON may also be one that code writes. */
export function unknownBaseNames(naming: readonly NamingText[]): readonly Finding[] {
  const named = /(?<![\w/.<$*@-])([\w-]+(?:\.[\w-]+)*\.(?:tsx?|mjs|md|sh|yml|css|json))\b(?!\/)/g;
  return missing(naming, named, (name) => baseNames.has(name) || written.has(name) || isElsewhere(name));
}

export function unknownVariables(naming: readonly NamingText[]): readonly Finding[] {
  return missing(naming, /\b(TURNLIFT_[A-Z0-9_]*[A-Z0-9])\b/g, (name) => words.has(name));
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
