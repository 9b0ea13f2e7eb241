import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findProjectRoot } from '../../tools/project';
import { compileProgram } from './compiled';

/**
 * A copy of the project's sources in a new folder, with the same packages: for tests that change files.
 * The caller removes it.
 */
export function projectCopy(purpose: string): string {
  const root = findProjectRoot();
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), `turnlift-${purpose}-`));
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of listed.split('\n').filter((name) => name !== '' && fs.existsSync(path.join(root, name))))
    fs.cpSync(path.join(root, file), path.join(copy, file));
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

/**
 * Like projectCopy, with the project's dist/, which is built first: a build in the copy compiles only the
 * files that a test changes there.
 */
export function builtProjectCopy(purpose: string): string {
  const dist = path.dirname(compileProgram('package.json'));
  const copy = projectCopy(purpose);
  fs.cpSync(dist, path.join(copy, 'dist'), { recursive: true });
  return copy;
}
