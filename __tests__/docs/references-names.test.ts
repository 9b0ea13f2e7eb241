import { expect, it } from '@jest/globals';
import { type Check, describeChecks, page, script, source, style } from './support/checks';
import {
  unknownHashes,
  unknownHidden,
  unknownPages,
  unknownPorts,
  unknownQueries,
} from './support/addresses';
import { unknownResources } from './support/deployment';
import {
  unknownMembers,
  unknownNames,
  unknownParameters,
  unknownPlainNames,
  unknownVariables,
} from './support/names';
import { staleFigures, wrongFigures } from './support/figures';
import { unknownLogFields } from './support/log-fields';
import { texts } from './support/tree';
import { unknownConsolePaths, unknownErrors, unknownRoutes, unknownValues } from './support/values';

const checks: readonly Check[] = [
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
      `${page}:1: nopeMember`,
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
    title: 'identifiers in any code span',
    check: unknownNames,
    planted: {
      [page]: [
        '`new NopeNew()`, `NopeArray[]`, `ReadonlyMap<string, NopeGeneric>`, `{ nopeField: 1 }`',
        '`store.nopeCall(id)`, `match.nopeMember`, `nope4Hex`, `XMLNope`, `nope_row`, `nopeword`',
        '`npm run nope-script`, `docs/nope-path.md`, `$nope`, a span over two `new MatchChance(',
        'NopeOfTwo)`',
        '',
        '```ts',
        'const nopeOfPage = 1;',
        '```',
        '`nopeOfPage` is in a block of the page.',
      ],
      [source]: ['/**', ' * @throws MatchChance or', ' * @throws NopeError when NOPE_PLAIN is set', ' */'],
    },
    found: [
      ...['NopeNew', 'NopeArray', 'NopeGeneric', 'nopeField'].map((name) => `${page}:1: ${name}`),
      ...['nopeCall', 'nopeMember', 'nope4Hex', 'XMLNope', 'nope_row', 'nopeword'].map(
        (name) => `${page}:2: ${name}`,
      ),
      `${page}:3: NopeOfTwo`,
      `${source}:3: NopeError`,
      `${source}:3: NOPE_PLAIN`,
    ],
  },
  {
    title: 'names in camel case in comments',
    check: unknownPlainNames,
    planted: {
      [page]: ['A page names ProductsOfOthers.'],
      [source]: ['// MatchChance and nopeName, NopeName; `nopeSpan`', 'const nopeCode = 1; // NopeBehind'],
    },
    found: [`${source}:1: nopeName`, `${source}:1: NopeName`, `${source}:2: NopeBehind`],
  },
  {
    title: 'members of types',
    check: unknownMembers,
    planted: {
      [page]: [
        '`MatchChance.below`, `MatchChance.displayName`, `Turnlift.signIn`, `Promise.any`, `Player.cs`',
      ],
      [source]: ['// {@link MatchChance.displayName}'],
    },
    found: [`${page}:1: MatchChance.displayName`, `${source}:1: MatchChance.displayName`],
  },
  {
    title: 'parameters',
    check: unknownParameters,
    planted: {
      [source]: [
        '/**',
        ' * @param given that is there',
        ' * @param nope that is not',
        ' */',
        'const two = (given: string): string => given;',
      ],
    },
    found: [`${source}:3: nope`],
  },
  {
    title: 'codes, types, alarms, suites and other names of several words',
    check: unknownValues,
    planted: {
      [page]: ['`ticket-placing`, `ticket-gone-by`, `your-turn`, `your-nope`, `leaderboard-index-lost`'],
      [source]: ['// `tic-tac-toe.rating`, `result.lost`'],
    },
    found: [
      `${page}:1: ticket-gone-by`,
      `${page}:1: your-nope`,
      `${page}:1: leaderboard-index-lost`,
      `${source}:1: result.lost`,
    ],
  },
  {
    title: 'codes of errors behind their status',
    check: unknownErrors,
    planted: { [page]: ['It answers 409 `ticket-placing`, 404 `tic-tac-toe` or 400 `nope`.'] },
    found: [`${page}:1: tic-tac-toe`, `${page}:1: nope`],
  },
  {
    title: 'routes of the REST API',
    check: unknownRoutes,
    planted: {
      [page]: [
        '`GET /v1/matches/{id}/log?limit=1` and `GET /v1/matches/ID`',
        '`GET /v1/nope`, `PUT /v1/matches/{id}`',
        '`/v1/matches/`, `/v1/nope-path`, `GET',
        '/v1/nope-wrapped`, curl $URL/v1/nope-curl',
      ],
      [source]: ['// asks POST /v1/tickets, and POST /v1/nope/{id}.'],
    },
    found: [
      `${page}:2: GET /v1/nope`,
      `${page}:2: PUT /v1/matches/{id}`,
      `${source}:1: POST /v1/nope/{id}`,
      `${page}:3: /v1/nope-path`,
      `${page}:3: GET /v1/nope-wrapped`,
      `${page}:4: /v1/nope-curl`,
    ],
  },
  {
    title: 'ports of the laptop',
    check: unknownPorts,
    planted: { [page]: ['http://127.0.0.1:4100/, http://localhost:9998, port 4100, port 4299'] },
    found: [`${page}:1: 9998`, `${page}:1: 4299`],
  },
  {
    title: 'queries of addresses',
    check: unknownQueries,
    planted: {
      [page]: [
        '`?as=2`, `?seat=2`, `#/matches/<match>?at=7&seat=1`, `GET /v1/matches/{id}/log?limit=1`',
        '`DELETE /v1/sessions?all=true`, `DELETE /v1/sessions?every=true`, `(?x=1)`',
      ],
    },
    found: [`${page}:1: seat`, `${page}:1: seat`, `${page}:2: every`],
  },
  {
    title: 'places in a page',
    check: unknownHashes,
    planted: { [page]: ['`#/matches/<match>?at=7`, `#/games/<match>`'] },
    found: [`${page}:1: games`],
  },
  {
    title: 'resources of an environment',
    check: unknownResources,
    planted: { [page]: ['`turnlift-<environment>-game`, `turnlift-<environment>-nope`'] },
    found: [`${page}:1: nope`],
  },
  {
    title: 'pages of a server',
    check: unknownPages,
    planted: { [page]: ['`/reference` and `/nope-page`'], [source]: ['// `/nope-path/`'] },
    found: [`${page}:1: /nope-page`, `${source}:1: /nope-path`],
  },
  {
    title: 'hidden files and folders',
    check: unknownHidden,
    planted: { [page]: ['`.turnlift/`, `.nope-data/`, `.data/`, `.length`, `.githooks`, `.nopefile`'] },
    found: [`${page}:1: .nope-data/`, `${page}:1: .data/`, `${page}:1: .nopefile`],
  },
  {
    title: 'paths of the console',
    check: unknownConsolePaths,
    planted: {
      [page]: ['`GET /console/api/fleet`, `GET /console/api/nope`, `/console/live`, `/console/api/…`'],
    },
    found: [`${page}:1: nope`],
  },
  {
    title: 'fields of logs',
    check: unknownLogFields,
    planted: {
      [page]: [
        'The access log, field `error`, or the access log, field `failure`.',
        'The log of `players` has the field `message`, its log has the field `wasFailure`.',
        '```',
        'filter nope >= 500',
        '| stats count(*) as failed, pct(nopeMs, 99) as slowest by route, nopeError',
        '```',
      ],
    },
    found: [
      `${page}:1: failure`,
      `${page}:2: wasFailure`,
      `${page}:4: nope`,
      `${page}:5: nopeMs`,
      `${page}:5: nopeError`,
    ],
  },
  {
    title: 'figures of constants',
    check: wrongFigures,
    planted: {
      [page]: [
        'A session lasts 30 days, or: A session lasts 31 days.',
        'The last 3,000 calls are kept, the last 2,000 calls are kept,',
        '`{ delaySeconds: 60 }` (0 to 7,200 seconds).',
        'An owner that gave no sign of life for six',
        'minutes.',
      ],
      [source]: ['/** 0 to 7,200. It should be long enough that a spectator is late. */'],
    },
    found: [`${page}:1: 31`, `${page}:2: 2,000`, `${page}:3: 7,200`, `${page}:4: six`, `${source}:1: 7,200`],
  },
];

describeChecks('names that docs and comments have', checks);

it('each figure that is compared with a constant stands in a text', () => {
  expect(staleFigures(texts)).toEqual([]);
});
