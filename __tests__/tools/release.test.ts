import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findProjectRoot } from '../../tools/project';
import { Git } from '../../tools/release/git';
import { makeRelease, planRelease } from '../../tools/release/release';

/** Releases of a framework, and teams that upgrade, in separate repositories. */
describe('a release', () => {
  let folder: string;
  let framework: Git;

  const write = ({ folder: at }: Git, files: Readonly<Record<string, string | null>>): void => {
    for (const [file, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(at, file)), { recursive: true });
      if (text === null) fs.rmSync(path.join(at, file), { recursive: true });
      else fs.writeFileSync(path.join(at, file), text);
    }
  };
  const commit = (git: Git, files: Readonly<Record<string, string | null>>): void => {
    write(git, files);
    git.run(['add', '-A']);
    git.run(['commit', '-qm', 'work']);
  };
  const repository = (name: string): Git => {
    const git = new Git(path.join(folder, name));
    git.run(['config', 'user.email', 'team@example.com']);
    git.run(['config', 'user.name', 'Team']);
    return git;
  };
  const versioned = (version: string): Readonly<Record<string, string>> => ({
    'package.json': `{ "version": "${version}" }\n`,
    'package-lock.json': `{ "version": "${version}" }\n`,
    'CHANGELOG.md': `# Changelog\n\n## ${version} (2026-12-01)\n`,
  });
  const release = (version: string): readonly string[] =>
    makeRelease(framework, planRelease(framework, version));
  /** The commands that docs/your-own-game.md prints for an upgrade, without those of npm. */
  const upgrade = (team: Git, version: string): void => {
    const docs = fs.readFileSync(path.join(findProjectRoot(), 'docs', 'your-own-game.md'), 'utf8');
    const [, section = ''] = docs.split('\n## Upgrading\n');
    const printed = (/```sh\n([^`]*)```/.exec(section)?.[1] ?? '').trim().split('\n');
    expect(printed.at(-1)).toBe('npm ci && npm test');
    const commands = printed.filter((line) => line.startsWith('git '));
    expect(commands).toHaveLength(3);
    for (const command of commands) {
      // The remote exists since the first upgrade.
      if (command.includes('remote add') && team.run(['remote']).includes('turnlift')) continue;
      const [, ...args] = command
        .replace('https://github.com/example/turnlift.git', framework.folder)
        .replace(/upgrade-\d+\.\d+\.\d+/, `upgrade-${version}`)
        .split(' ');
      team.run(args);
    }
  };
  const clone = (tag: string, name: string): Git => {
    execFileSync('git', ['clone', '-q', framework.folder, path.join(folder, name)]);
    const team = repository(name);
    team.run(['switch', '-q', '-c', 'ours', tag]);
    team.run(['remote', 'rename', 'origin', 'elsewhere']);
    return team;
  };
  const read = ({ folder: at }: Git, file: string): string => fs.readFileSync(path.join(at, file), 'utf8');
  const gameTree = (git: Git): string => git.run(['rev-parse', 'HEAD:game']);

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-release-')));
    execFileSync('git', ['init', '-q', '-b', 'main', path.join(folder, 'framework')]);
    framework = repository('framework');
    commit(framework, {
      ...versioned('0.1.0'),
      'core/match.ts': 'one\n',
      'game/index.ts': 'samples\n',
      'game/games/sample/rules.ts': 'sample\n',
      'game/environments/laptop.ts': 'laptop\n',
    });
    expect(release('0.1.0')).toEqual(['main', 'v0.1.0', 'upgrade-0.1.0']);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('upgrades a team without touching game/, for any changes of the team and the framework there', () => {
    const team = clone('v0.1.0', 'team');
    commit(team, {
      'game/games/sample': null,
      'game/index.ts': 'ours\n',
      'game/games/ours/rules.ts': 'our rules\n',
    });
    const before = gameTree(team);

    commit(framework, {
      ...versioned('0.2.0'),
      'core/match.ts': 'two\n',
      'core/clock.ts': 'new\n',
      'game/index.ts': 'samples and more\n',
      'game/games/sample/rules.ts': 'sample two\n',
      'game/games/ours/rules.ts': 'a sample of the same name\n',
      'game/games/another/rules.ts': 'another\n',
    });
    release('0.2.0');
    expect(framework.run(['status', '--porcelain'])).toBe('');
    expect(framework.run(['show', 'v0.2.0:game/index.ts'])).toBe('samples and more');
    upgrade(team, '0.2.0');
    expect(gameTree(team)).toBe(before);
    expect([read(team, 'core/match.ts'), read(team, 'core/clock.ts')]).toEqual(['two\n', 'new\n']);

    // A project that begins at the second release has its samples, and upgrades like the first.
    const second = clone('v0.2.0', 'second');
    expect(read(second, 'game/games/another/rules.ts')).toBe('another\n');
    commit(second, { 'game/games/another/rules.ts': 'changed\n', 'game/games/sample': null });
    const begun = gameTree(second);
    commit(framework, {
      ...versioned('0.3.0'),
      'core/match.ts': 'three\n',
      'core/clock.ts': null,
      'game/games/another': null,
      'game/index.ts': 'samples of three\n',
    });
    release('0.3.0');
    for (const [git, game] of [
      [team, before],
      [second, begun],
    ] as const) {
      upgrade(git, '0.3.0');
      expect(gameTree(git)).toBe(game);
      expect(read(git, 'core/match.ts')).toBe('three\n');
      expect(fs.existsSync(path.join(git.folder, 'core', 'clock.ts'))).toBe(false);
    }
  });

  it.each<[string, Readonly<Record<string, string>>, string, RegExp]>([
    ['an invalid version', {}, 'v2', /"v2" is not a version: write one such as 1\.4\.0/],
    [
      'another version in package.json',
      {},
      '0.2.0',
      /package\.json has the version 0\.1\.0: npm version 0\.2\.0/,
    ],
    [
      'another version in the lock',
      { 'package.json': '{ "version": "0.2.0" }\n' },
      '0.2.0',
      /package-lock\.json has the version 0\.1\.0/,
    ],
    [
      'a version that the changelog lacks',
      { ...versioned('0.2.0'), 'CHANGELOG.md': '## 0.2.01\n' },
      '0.2.0',
      /CHANGELOG\.md has no "## 0\.2\.0"/,
    ],
    ['a version again', {}, '0.1.0', /0\.1\.0 is released already: choose a version above it/],
  ])('refuses %s', (_what, files, version, message) => {
    if (Object.keys(files).length > 0) commit(framework, files);
    const refs = framework.run(['show-ref']);
    expect(() => planRelease(framework, version)).toThrow(message);
    expect(framework.run(['show-ref'])).toBe(refs);
  });

  it('refuses uncommitted changes, and another branch', () => {
    write(framework, { 'core/match.ts': 'changed\n' });
    expect(() => planRelease(framework, '0.2.0')).toThrow(/the working tree has changes/);
    framework.run(['checkout', '-q', '.']);
    framework.run(['switch', '-q', '-c', 'side']);
    expect(() => planRelease(framework, '0.2.0')).toThrow(/the branch is side: git switch main/);
  });
});
