import { describe, expect, it } from '@jest/globals';
import { type Check, describeChecks, page, script, source, style } from './support/checks';
import { unknownAnchors, unknownLines } from './support/headings';
import {
  brokenLinks,
  unknownBaseNames,
  unknownFiles,
  unknownFilesOfFolders,
  unknownFolders,
  unknownFoldersOfPatterns,
  unknownHeadings,
  unknownModules,
  unknownNeighbours,
  unknownProgramsOfCi,
  unknownRootedFiles,
} from './support/paths';
import { texts } from './support/tree';

const checks: readonly Check[] = [
  {
    title: 'files',
    check: unknownFiles,
    planted: {
      [page]: ['`core/ids.ts`, docs/nope.md, build/realtime-server.zip and build/nope.zip'],
      [source]: [
        '// see core/ids.ts, core/nope.ts',
        "const code = 'core/code.ts';",
        "say('see docs/nope.md');",
      ],
      [script]: ['# see tools/nope.mjs', 'echo "read docs/nope.md"'],
      [style]: ['/* see web/nope.tsx */'],
      'docs/examples/planted.cs': ['/// <summary>See docs/nope.csv.</summary>'],
      'web/planted.html': ['<!-- see', 'web/nope.html -->'],
      'web/planted.tsx': ['<p>{/* see web/nope.css */}</p>', 'const one = 1; /* see', 'web/nope.svg */'],
      '.gitignore': ['# written by tools/nope.zip', '/core/nope.ts'],
      '.githooks/planted': ['# see tools/nope.sh'],
      NOTICE: ['tools/nope.ts derives it.'],
      '.github/ISSUE_TEMPLATE/planted.yml': ['label: see docs/nope.md'],
    },
    found: [
      'docs/examples/planted.cs:1: docs/nope.csv',
      'web/planted.html:2: web/nope.html',
      'web/planted.tsx:1: web/nope.css',
      'web/planted.tsx:3: web/nope.svg',
      '.gitignore:1: tools/nope.zip',
      '.githooks/planted:1: tools/nope.sh',
      'NOTICE:1: tools/nope.ts',
      '.github/ISSUE_TEMPLATE/planted.yml:1: docs/nope.md',
      `${source}:3: docs/nope.md`,
      `${script}:2: docs/nope.md`,
      `${page}:1: docs/nope.md`,
      `${page}:1: build/nope.zip`,
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
    planted: {
      [page]: ['core/ranking, core/match/log, core/match/log/'],
      [source]: ['// store/nope', '// core/match/nope'],
    },
    found: [`${page}:1: core/match/log/`, `${source}:1: store/nope`, `${source}:2: core/match/nope`],
  },
  {
    title: 'folders in code spans, below any folder',
    check: unknownFolders,
    planted: {
      [page]: [
        '`store/`, `match/`, `core/match/log`, `storages/` and `storage/nope`',
        '`octo-org/game`, `views/`, `nope.out/`',
      ],
      [source]: ['// The files of `storage/nope/`.', "const code = '`storage/code`';"],
    },
    found: [
      `${page}:1: storages/`,
      `${page}:1: storage/nope`,
      `${page}:2: views/`,
      `${page}:2: nope.out/`,
      `${source}:1: storage/nope/`,
    ],
  },
  {
    title: 'files that are named without their folder',
    check: unknownBaseNames,
    planted: {
      [page]: ['ids.ts, package.json, nope.md, nope.json, CASE.json, nope.csv, nope.html, nope.cs, nope.js'],
      [source]: ['// turnlift.json is written by npm start, nope.mjs is not.'],
      [style]: ['/* nope.css */'],
    },
    found: [
      `${page}:1: nope.md`,
      `${page}:1: nope.json`,
      `${page}:1: nope.csv`,
      `${page}:1: nope.html`,
      `${page}:1: nope.cs`,
      `${page}:1: nope.js`,
      `${source}:1: nope.mjs`,
      `${style}:1: nope.css`,
    ],
  },
  {
    title: 'files by a path from the root, and compiled files',
    check: unknownRootedFiles,
    planted: {
      [page]: ['`/docs/data.md`, /docs/nope.md, `dist/tools/synth.js`, `dist/tools/nope.js`'],
      [source]: ['// build/functions/matches.zip and build/functions/nope.zip'],
    },
    found: [`${page}:1: docs/nope.md`, `${page}:1: tools/nope`, `${source}:1: nope`],
  },
  {
    title: 'folders before a pattern or a placeholder',
    check: unknownFoldersOfPatterns,
    planted: {
      [page]: ['`core/match/*.ts`, `core/nope/*.ts`, `functions/<name>/`, `game/nope/NAME/rules.ts`'],
    },
    found: [`${page}:1: core/nope`, `${page}:1: game/nope`],
  },
  {
    title: 'files beside another',
    check: unknownNeighbours,
    planted: {
      [page]: ['1. `core/match/match.ts` folds it. `views.ts` beside it, and `client.ts` beside', '   it.'],
      [source]: ['// `client.ts` beside it, `views.ts` beside it'],
    },
    found: [`${page}:1: client.ts`, `${source}:1: views.ts`],
  },
  {
    title: 'files of a folder that is named before them',
    check: unknownFilesOfFolders,
    planted: { [page]: ['In `store/`, `client.ts` opens it. In `store/`, `views.ts` decides.'] },
    found: [`${page}:1: store/views.ts`],
  },
  {
    title: 'links, to a file and a heading',
    check: brokenLinks,
    planted: {
      [page]: [
        '[a](data.md#capacity-per-operation), [b](data.md#nope), [c](nope.md), [d](https://nope.md), [a long',
        'text](nope-too.md)',
      ],
    },
    found: [`${page}:1: data.md#nope`, `${page}:1: nope.md`, `${page}:2: nope-too.md`],
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
    title: 'headings that are named by their words',
    check: unknownHeadings,
    planted: {
      [page]: ['(docs/leaderboards.md, "How old a rank', 'may be") and docs/leaderboards.md, "Nope"'],
      [source]: [
        '// docs/leaderboards.md, "Lanes"',
        'say(\'docs/leaderboards.md, "Nope " +\' +',
        "  'here');",
      ],
    },
    found: [`${page}:2: docs/leaderboards.md, "Nope"`, `${source}:2: docs/leaderboards.md, "Nope "`],
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
];

describeChecks('files that docs and comments name', checks);

describe('texts that are read for names', () => {
  it('are in all kinds of files', () => {
    const kinds = [
      ...[/^docs\/.*\.md$/, /\.ts$/, /\.tsx$/, /\.mjs$/, /^\.ci\/run$/, /\.yml$/, /\.sh$/, /\.css$/],
      ...[/\.html$/, /\.cs$/, /^NOTICE$/, /^\.githooks\//, /^\.gitignore$/, /^\.prettierignore$/],
      ...[/^\.github\/ISSUE_TEMPLATE\//, /^\.github\/pull_request_template\.md$/],
    ];
    for (const kind of kinds) {
      const found = texts.filter(({ file, prose }) => kind.test(file) && prose.length > 0);
      expect([kind, found.length > 0]).toEqual([kind, true]);
    }
    const commands = texts.find(({ file }) => file === '.ci/run')?.commands.map(({ text }) => text);
    expect(commands).toContain('npm test');
  });
});
