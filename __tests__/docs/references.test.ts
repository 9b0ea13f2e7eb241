import { describe, expect, it } from '@jest/globals';
import {
  unknownBenches,
  unknownCommandsOfCdktf,
  unknownOptions,
  unknownPrograms,
  unknownScripts,
  unknownSubcommands,
  unknownValues,
} from './support/commands';
import { unknownAnchors, unknownLines, unknownNames, unknownRoutes } from './support/names';
import {
  brokenLinks,
  unknownBaseNames,
  unknownFiles,
  unknownFolders,
  unknownModules,
  unknownProgramsOfCi,
  unknownVariables,
} from './support/paths';
import { type Finding, type NamingText, namingTextOf, texts } from './support/tree';

/**
 * Everything that docs and comments name exists. Each check reads the project, and then planted lines that
 * name things which do not exist beside things which do.
 */
interface Check {
  readonly title: string;
  readonly check: (naming: readonly NamingText[]) => readonly Finding[];
  /** Lines of files that do not exist. */
  readonly planted: Readonly<Record<string, readonly string[]>>;
  readonly found: readonly Finding[];
}

const page = 'docs/planted.md';
const source = 'store/planted.ts';
const script = '.ci/planted';
const style = 'web/planted.css';

const checks: readonly Check[] = [
  {
    title: 'files',
    check: unknownFiles,
    planted: {
      [page]: ['`core/ids.ts` and docs/nope.md'],
      [source]: ['// see core/ids.ts, core/nope.ts', "const code = 'core/code.ts';"],
      [script]: ['# see tools/nope.mjs'],
      [style]: ['/* see web/nope.tsx */'],
    },
    found: [
      `${page}:1: docs/nope.md`,
      `${source}:1: core/nope.ts`,
      `${script}:1: tools/nope.mjs`,
      `${style}:1: web/nope.tsx`,
    ],
  },
  {
    title: 'programs of .ci, which have no ending',
    check: unknownProgramsOfCi,
    planted: { [page]: ['`.ci/run` and `.ci/nope`'], [script]: ['# .ci/first-minutes, .ci/second-minutes'] },
    found: [`${page}:1: .ci/nope`, `${script}:1: .ci/second-minutes`],
  },
  {
    title: 'folders and modules below a folder of the project',
    check: unknownModules,
    planted: { [page]: ['core/ranking, core/match/log'], [source]: ['// store/nope', '// core/match/nope'] },
    found: [`${source}:1: store/nope`, `${source}:2: core/match/nope`],
  },
  {
    title: 'folders in code spans, below any folder',
    check: unknownFolders,
    planted: {
      [page]: ['`store/`, `match/`, `core/match/log`, `storages/` and `storage/nope`', '`octo-org/game`'],
      [source]: ['// The files of `storage/nope/`.', "const code = '`storage/code`';"],
    },
    found: [`${page}:1: storages/`, `${page}:1: storage/nope`, `${source}:1: storage/nope/`],
  },
  {
    title: 'files that are named without their folder',
    check: unknownBaseNames,
    planted: {
      [page]: ['ids.ts, package.json, nope.md, nope.json, CASE.json'],
      [source]: ['// turnlift.json is written by npm start, nope.mjs is not.'],
      [style]: ['/* nope.css */'],
    },
    found: [`${page}:1: nope.md`, `${page}:1: nope.json`, `${source}:1: nope.mjs`, `${style}:1: nope.css`],
  },
  {
    title: 'environment variables',
    check: unknownVariables,
    planted: { [page]: ['TURNLIFT_URL, TURNLIFT_NOPE'], [script]: ['# TURNLIFT_TERRAFORM_PLUGIN_DIR_2'] },
    found: [`${page}:1: TURNLIFT_NOPE`, `${script}:1: TURNLIFT_TERRAFORM_PLUGIN_DIR_2`],
  },
  {
    title: 'types, functions and constants',
    check: unknownNames,
    planted: {
      [page]: ['`MatchChance`, `MatchChance.below`, `NopeType`, `MatchChance.nopeMember`, `Promise<nope>`'],
      [source]: [
        '// See {@link MatchChance} and {@link NopeLink}, nopeCall() and `nopefunction()`.',
        '// `MatchChance`, `NopeComment<string>`, `NOPE_CONSTANT`, `Nopeword`, `AWS_REGION_DEV`',
        'const code = nopeCode(`NopeCode`);',
      ],
      [style]: ['/* `nopeStyle` */'],
      'CHANGELOG.md': ['`NopeReleased`'],
    },
    found: [
      `${page}:1: MatchChance.nopeMember`,
      `${page}:1: NopeType`,
      `${source}:1: NopeLink`,
      `${source}:1: nopeCall`,
      `${source}:1: nopefunction`,
      `${source}:2: NOPE_CONSTANT`,
      `${source}:2: NopeComment`,
      `${source}:2: Nopeword`,
      `${style}:1: nopeStyle`,
    ],
  },
  {
    title: 'links, to a file and a heading',
    check: brokenLinks,
    planted: {
      [page]: ['[a](data.md#capacity-per-operation), [b](data.md#nope), [c](nope.md), [d](https://nope.md)'],
    },
    found: [`${page}:1: data.md#nope`, `${page}:1: nope.md`],
  },
  {
    title: 'headings that are named without a link',
    check: unknownAnchors,
    planted: {
      [page]: ['data.md#capacity-per-operation', 'https://example.com/data.md#nope'],
      [source]: ['// docs/data.md#capacity-per-operation', '// docs/data.md#nope'],
    },
    found: [`${source}:2: docs/data.md#nope`],
  },
  {
    title: 'lines of files',
    check: unknownLines,
    planted: {
      [page]: ['docs/data.md:1, `data.md:9999`'],
      [source]: ['// core/ids.ts:9999, game/index.ts:9999, `x/<name>/rules.ts:9`'],
    },
    found: [`${page}:1: data.md:9999`, `${source}:1: core/ids.ts:9999`],
  },
  {
    title: 'routes of the REST API',
    check: unknownRoutes,
    planted: {
      [page]: [
        '`GET /v1/matches/{id}/log?limit=1` and `GET /v1/matches/ID`',
        '`GET /v1/nope`, `PUT /v1/matches/{id}`',
      ],
      [source]: ['// asks POST /v1/tickets, and POST /v1/nope/{id}.'],
    },
    found: [`${page}:2: GET /v1/nope`, `${page}:2: PUT /v1/matches/{id}`, `${source}:1: POST /v1/nope/{id}.`],
  },
  {
    title: 'npm scripts, also those that scripts and workflows run',
    check: unknownScripts,
    planted: {
      [page]: ['`npm run sim`, `npm run nope`, `npm run-script nope-too`'],
      [source]: ['// npm run --silent nope', "const code = 'npm run code';"],
      [script]: ['npm run --silent nope-run', '# npm run nope-comment'],
      [style]: ['/* npm run nope:style */'],
    },
    found: [
      `${page}:1: nope`,
      `${page}:1: nope-too`,
      `${source}:1: nope`,
      `${script}:1: nope-run`,
      `${script}:2: nope-comment`,
      `${style}:1: nope:style`,
    ],
  },
  {
    title: 'programs that npx runs',
    check: unknownPrograms,
    planted: {
      [page]: ['`npx jest`, `npx cdktf list`, `npx nope`, `npx --yes nope-yes`'],
      [script]: ['npx nope-run'],
      [source]: ['// npx other-package@1.2.3 is installed by it.'],
    },
    found: [`${page}:1: nope`, `${page}:1: nope-yes`, `${script}:1: nope-run`],
  },
  {
    title: "commands of CDKTF's own command line",
    check: unknownCommandsOfCdktf,
    planted: {
      [page]: ['`npx cdktf list`, `npx cdktf nope`, `npm run cdktf -- nope`, `npm run cdktf nope`'],
    },
    found: [`${page}:1: nope`, `${page}:1: nope`, `${page}:1: nope`],
  },
  {
    title: 'options of npm scripts',
    check: unknownOptions,
    planted: {
      [page]: [
        '`npm start -- --watch --nope` --other',
        'npm run flexmatch -- simulate a.json \\',
        '  --compare b.json --nope-too',
        'npm run demo -- --help --matches 2 && npm run unit -- --unit',
      ],
      [source]: ['// npm run sim -- --seed 1 --nope'],
      [script]: ['npm run --silent mutate -- --file core/ids.ts --nope=1'],
    },
    found: [
      `${page}:1: start --nope`,
      `${page}:2: flexmatch --nope-too`,
      `${source}:1: sim --nope`,
      `${script}:1: mutate --nope`,
    ],
  },
  {
    title: 'subcommands of npm scripts',
    check: unknownSubcommands,
    planted: {
      [page]: [
        '`npm run flexmatch -- validate a.json`, `npm run flexmatch -- nope`',
        '`npm run players -- ban ID`, `npm run players -- nope`',
        '`npm run deploy-stacks -- plan`, `npm run deploy-stacks -- nope`',
        '`npm run play -- any-game`',
      ],
    },
    found: [`${page}:1: flexmatch nope`, `${page}:2: players nope`, `${page}:3: deploy-stacks nope`],
  },
  {
    title: 'values of npm scripts that only some names can be',
    check: unknownValues,
    planted: {
      [page]: [
        '`npm run mutate -- --folder core`, `npm run mutate -- --folder nope`',
        '`npm run sim -- --planted all`, `npm run sim -- --planted nope-planted`',
        '`npm run release -- 1.1.0`, `npm run release -- VERSION`, `npm run release -- nope-version`',
      ],
    },
    found: [`${page}:1: nope`, `${page}:2: nope-planted`, `${page}:3: nope-version`],
  },
  {
    title: 'benches',
    check: unknownBenches,
    planted: { [page]: ['`npm run bench -- turns`, `npm run bench -- nope`'] },
    found: [`${page}:1: nope`],
  },
];

describe('what docs and comments name', () => {
  it.each(checks)('$title: all exist', ({ check }) => {
    expect(check(texts)).toEqual([]);
  });

  it.each(checks)('$title: planted ones are found', ({ check, planted, found }) => {
    const naming = Object.entries(planted).flatMap(([file, lines]) => namingTextOf(file, lines) ?? []);
    expect([...check(naming)].sort()).toEqual([...found].sort());
  });

  it('are in all kinds of files', () => {
    const kinds = [/^docs\/.*\.md$/, /\.ts$/, /\.tsx$/, /\.mjs$/, /^\.ci\/run$/, /\.yml$/, /\.sh$/, /\.css$/];
    for (const kind of kinds) {
      const found = texts.filter(({ file, lines }) => kind.test(file) && lines.some((line) => line !== ''));
      expect([kind, found.length > 0]).toEqual([kind, true]);
    }
    expect(texts.find(({ file }) => file === '.ci/run')?.commands.join('\n')).toContain('\nnpm test\n');
  });
});
