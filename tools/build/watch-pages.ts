import path from 'node:path';
import { messageOf } from '../../core/message-of';
import { ChangedFiles } from './changed-files';
import { buildPage, pageNames } from './pages';

/** The result of a change of pages. */
export type PagesReport =
  /** They are written: a browser has them when it loads them again. */
  | { readonly kind: 'pages'; readonly names: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string };

/** Folders that pages are made of. */
const folders = ['web', 'client', 'contract', 'core', 'flexmatch', 'game'];

/**
 * Builds pages again whenever one of their files changes: those that the file is part of, and all of them at
 * the first change, when it is not known yet.
 * @param root the project's folder
 * @param out folder of the artifacts
 * @param isTaken asked after a change: whether the running code has taken all changes so far. Otherwise they
 *   wait for the next change, since a page that is ahead of the rules cannot show their matches
 */
export function watchPages(
  root: string,
  out: string,
  report: (report: PagesReport) => void,
  isTaken: () => Promise<boolean>,
): { close(): Promise<void> } {
  /** By page; a page without inputs is built after any change. */
  const inputs = new Map<string, ReadonlySet<string>>();
  let building: Promise<void> = Promise.resolve();
  /** Changes that are in no page yet. */
  const waiting = new Set<string>();
  const build = async (): Promise<void> => {
    if (waiting.size === 0 || !(await isTaken())) return;
    const changed = new Set(waiting);
    waiting.clear();
    const concerned = pageNames(root).filter((name) => {
      const known = inputs.get(name);
      return known === undefined || [...changed].some((file) => known.has(file));
    });
    if (concerned.length === 0) return;
    try {
      for (const name of concerned) {
        inputs.delete(name);
        inputs.set(name, (await buildPage(root, name, path.join(out, 'pages', name))).inputs);
      }
      report({ kind: 'pages', names: concerned });
    } catch (error) {
      report({ kind: 'failed', message: messageOf(error) });
    }
  };
  const source = (file: string): boolean => /\.(tsx?|css|html|json)$/.test(file);
  const files = new ChangedFiles(root, folders, source, (changed) => {
    for (const file of changed) waiting.add(file);
    building = building.then(build);
  });
  return {
    async close() {
      files.close();
      await building;
    },
  };
}
