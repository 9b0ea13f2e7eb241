import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { type Git } from './git';

/** The branch that is released. */
const branch = 'main';
/** The folder that belongs to teams: an upgrade must not change it. */
const teams = 'game';
const upgradePrefix = 'upgrade-';

/** A planned release. */
export interface Release {
  readonly version: string;
  /** The upgrade before this one; undefined at the first release. */
  readonly previous: string | undefined;
  /** The commit that is released, unchanged. */
  readonly head: string;
}

/** Why a version cannot be released; one sentence with the fix. */
export class ReleaseRefused extends Error {
  override readonly name = 'ReleaseRefused';
}

/**
 * The release of a version, as it would be made.
 * @throws ReleaseRefused naming what is to be done first
 */
export function planRelease(git: Git, version: string): Release {
  const number = numberOf(version);
  if (number === undefined)
    throw new ReleaseRefused(`${JSON.stringify(version)} is not a version: write one such as 1.4.0`);
  const on = git.run(['rev-parse', '--abbrev-ref', 'HEAD']);
  if (on !== branch) throw new ReleaseRefused(`the branch is ${on}: git switch ${branch}`);
  if (git.run(['status', '--porcelain']) !== '')
    throw new ReleaseRefused('the working tree has changes: commit or stash them');
  for (const file of ['package.json', 'package-lock.json']) {
    const written = versionIn(path.join(git.folder, file));
    if (written !== version)
      throw new ReleaseRefused(
        `${file} has the version ${written}: npm version ${version} --no-git-tag-version, and commit it`,
      );
  }
  const changes = fs.readFileSync(path.join(git.folder, 'CHANGELOG.md'), 'utf8');
  if (!changes.split('\n').some((line) => line === `## ${version}` || line.startsWith(`## ${version} `)))
    throw new ReleaseRefused(
      `CHANGELOG.md has no "## ${version}": write what changes for teams, and commit it`,
    );
  const upgrades = git
    .run(['tag', '--list', `${upgradePrefix}*`])
    .split('\n')
    .flatMap((tag) => numberOf(tag.slice(upgradePrefix.length)) ?? [])
    .sort(compare);
  const last = upgrades.at(-1);
  if (last !== undefined && compare(number, last) <= 0)
    throw new ReleaseRefused(`${last.text} is released already: choose a version above it`);
  return {
    version,
    previous: last === undefined ? undefined : `${upgradePrefix}${last.text}`,
    head: git.run(['rev-parse', 'HEAD']),
  };
}

/**
 * Makes the commits and tags of a release, all or none of them. Teams merge `upgrade-<version>`: it is the
 * release with `game/` as in the first release, and a child of the upgrade before, so git finds nothing to
 * merge in `game/`. It is also merged into the branch without a change, so that a clone of a release contains
 * it.
 * @returns names of the branch, then of the tags
 */
export function makeRelease(git: Git, { version, previous, head }: Release): readonly string[] {
  const names = [branch, `v${version}`, `${upgradePrefix}${version}`];
  const [upgrade, released] =
    previous === undefined ? [head, head] : commitsOf(git, { version, previous, head });
  const updates = [
    'start',
    `update refs/heads/${branch} ${released} ${head}`,
    `create refs/tags/v${version} ${released}`,
    `create refs/tags/${upgradePrefix}${version} ${upgrade}`,
    'commit',
  ];
  git.run(['update-ref', '--stdin'], `${updates.join('\n')}\n`);
  return names;
}

function commitsOf(
  git: Git,
  { version, previous, head }: Release & { readonly previous: string },
): readonly [upgrade: string, released: string] {
  const commit = (tree: string, parents: readonly string[], message: string): string =>
    git.run(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-m', message]);
  const upgrade = commit(
    upgradeTree(git, previous, head),
    [previous],
    `upgrade to ${version}\n\n${teams}/ is as in the first release: it belongs to teams.`,
  );
  const released = commit(`${head}^{tree}`, [head, upgrade], `release ${version}`);
  return [upgrade, released];
}

/** The tree of a release with the teams' folder of the upgrade before. */
function upgradeTree(git: Git, previous: string, head: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-release-'));
  try {
    const index = git.withIndex(path.join(folder, 'index'));
    index.run(['read-tree', head]);
    index.run(['rm', '-r', '-q', '--cached', '--ignore-unmatch', '--', teams]);
    index.run(['read-tree', `--prefix=${teams}/`, `${previous}:${teams}`]);
    return index.run(['write-tree']);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const packageFile = z.looseObject({ version: z.string() });

function versionIn(file: string): string {
  return packageFile.parse(JSON.parse(fs.readFileSync(file, 'utf8'))).version;
}

interface VersionNumber {
  readonly text: string;
  readonly parts: readonly number[];
}

function numberOf(text: string): VersionNumber | undefined {
  return /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.test(text)
    ? { text, parts: text.split('.').map(Number) }
    : undefined;
}

function compare(one: VersionNumber, other: VersionNumber): number {
  const different = one.parts.findIndex((part, index) => part !== other.parts[index]);
  return different === -1 ? 0 : (one.parts[different] ?? 0) - (other.parts[different] ?? 0);
}
