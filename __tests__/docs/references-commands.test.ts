import { type Check, describeChecks, page, script, source, style } from './support/checks';
import { unknownInCi, unknownInputs, unknownOldest, unknownStacks } from './support/deployment';
import { unknownBareOptions } from './support/options';
import {
  unknownBenches,
  unknownCommandsOfCdktf,
  unknownCommandsOfNpm,
  unknownOptions,
  unknownPrograms,
  unknownScripts,
  unknownSubcommands,
  unknownTargets,
  unknownValues,
} from './support/commands';

const checks: readonly Check[] = [
  {
    title: 'npm scripts, also those that scripts and workflows run',
    check: unknownScripts,
    planted: {
      [page]: ['`npm run sim`, `npm run nope`, `npm run-script nope-too`'],
      [source]: [
        '// npm run --silent nope, npm run -s nope-s, `npm run',
        '// nope-wrapped`',
        "say('Stop it, and run npm ' +",
        "  'run nope-message');",
      ],
      'store/planted.test.ts': ["const code = 'npm run code';"],
      [script]: ['npm run --silent nope-run', '# npm run nope-comment'],
      [style]: ['/* npm run nope:style */'],
    },
    found: [
      `${page}:1: nope`,
      `${page}:1: nope-too`,
      `${source}:1: nope`,
      `${source}:1: nope-s`,
      `${source}:1: nope-wrapped`,
      `${source}:3: nope-message`,
      `${script}:1: nope-run`,
      `${script}:2: nope-comment`,
      `${style}:1: nope:style`,
    ],
  },
  {
    title: 'commands of npm',
    check: unknownCommandsOfNpm,
    planted: { [page]: ['`npm ci`, `npm nope`, npm and git', '', '```sh', 'npm nope-line', '```'] },
    found: [`${page}:1: nope`, `${page}:4: nope-line`],
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
        '`npm start -- --watch --nope` --other, `npm run demo --matches 3`, `npm start --watch`',
        '`npm ci --omit=dev`, `npm ci --nope`, `npx jest --watch --nope`, `npm test -- --watch --nope`',
        '`node tools/lint/commits.mjs --message FILE`, `node tools/lint/commits.mjs --nope`',
        '`npm run flexmatch -- validate a.json --compare b.json` and `npm run demo --',
        '--nope`',
        '```sh',
        'npm run flexmatch -- simulate a.json \\',
        '  --compare b.json --nope-too',
        'npm run demo -- --help --matches 2 && npm run unit -- --ci',
        '```',
        'Run npm run repair, or something with --other.',
      ],
      [source]: ['// npm run sim -- --seed 1 --nope', "say('npm run sim -- --nope-message');"],
      [script]: ['npm run --silent mutate -- --file core/ids.ts --nope=1'],
    },
    found: [
      `${page}:1: start --nope`,
      `${page}:1: demo --matches`,
      `${page}:1: start --watch`,
      `${page}:2: ci --nope`,
      `${page}:2: jest --nope`,
      `${page}:2: test --nope`,
      `${page}:3: tools/lint/commits.mjs --nope`,
      `${page}:4: flexmatch --compare`,
      `${page}:4: demo --nope`,
      `${page}:7: flexmatch --nope-too`,
      `${source}:1: sim --nope`,
      `${source}:2: sim --nope-message`,
      `${script}:1: mutate --nope`,
    ],
  },
  {
    title: 'options without their command',
    check: unknownBareOptions,
    planted: {
      [page]: ['`npm run demo -- --matches 2`, `--game NAME`, `--nope`, `--planted NAME` of another program'],
      'docs/planted-apart.md': ['`--planted NAME`, `--nope`'],
      [source]: ['// `--planted`, `--nope-comment`'],
    },
    found: [
      `${page}:1: --nope`,
      `${page}:1: --planted`,
      'docs/planted-apart.md:1: --nope',
      `${source}:1: --nope-comment`,
    ],
  },
  {
    title: 'stacks that CDKTF deploys',
    check: unknownStacks,
    planted: { [page]: ['`npx cdktf deploy dev-data dev-logs prod-pages`'] },
    found: [`${page}:1: dev-logs`],
  },
  {
    title: 'inputs of workflows',
    check: unknownInputs,
    planted: { [page]: ['Run the workflow with _first-deploy_, or run with _initial-deploy_.'] },
    found: [`${page}:1: initial-deploy`],
  },
  {
    title: 'oldest versions',
    check: unknownOldest,
    planted: {
      [page]: ['Node 20.9 or newer, Node 18 or newer, Terraform 1.11 or newer, Terraform 1.5 or newer'],
    },
    found: [`${page}:1: 18`, `${page}:1: 1.5`],
  },
  {
    title: 'what CI runs',
    check: unknownInCi,
    planted: {
      [page]: [
        'CI synthesizes with Node 24.',
        'CI synthesizes with Node 22.',
        '`.ci/run` is what CI runs, `.ci/first-minutes` is what CI runs.',
        'CI runs it for one file (`core/clock.ts`).',
        'CI runs `npm ci`, CI runs `npm run nope`, `npm run nope-too` runs in CI.',
      ],
      'tools/test.ts': ['// `.ci/run` runs it, `.github/workflows/drift.yml` runs it.'],
    },
    found: [
      `${page}:2: 22`,
      `${page}:3: .ci/first-minutes`,
      `${page}:4: core/clock.ts`,
      `${page}:5: npm run nope`,
      `${page}:5: npm run nope-too`,
      'tools/test.ts:1: .github/workflows/drift.yml',
    ],
  },
  {
    title: 'subcommands of npm scripts',
    check: unknownSubcommands,
    planted: {
      [page]: [
        '`npm run flexmatch -- validate a.json`, `npm run flexmatch -- nope`',
        '`npm run players -- ban ID`, `npm run players -- nope`',
        '`npm run deploy-stacks -- plan`, `npm run deploy-stacks -- --env dev nope`',
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
        '`npm run play -- tic-tac-toe`, `npm run play -- nope-game`, `npm run demo -- --game nope-demo`',
        '`npm run release -- 1.1.0`, `npm run release -- VERSION`, `npm run release -- nope-version`',
      ],
    },
    found: [
      `${page}:1: nope`,
      `${page}:2: nope-planted`,
      `${page}:3: nope-game`,
      `${page}:3: nope-demo`,
      `${page}:4: nope-version`,
    ],
  },
  {
    title: 'benches',
    check: unknownBenches,
    planted: { [page]: ['`npm run bench -- turns`, `npm run bench -- nope`'] },
    found: [`${page}:1: nope`],
  },
  {
    title: 'suites that jest runs, and the folder of hooks',
    check: unknownTargets,
    planted: {
      [page]: ['`npx jest __tests__/core`, `npx jest __tests__/nope`, `npx jest game/games/NAME`'],
      [source]: ['// git config core.hooksPath .githooks, git config core.hooksPath .nope'],
    },
    found: [`${page}:1: __tests__/nope`, `${source}:1: .nope`],
  },
];

describeChecks('commands that docs, comments and messages have', checks);
