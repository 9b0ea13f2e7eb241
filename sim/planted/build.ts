import { build, type Plugin } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { type PlantedBug } from './bug';

/**
 * Bundles a program of sim/ with a planted bug in the code under test, into the project's cache.
 * @param root the project's folder
 * @returns the bundle's path
 * @throws Error when the bug's text is not in its file exactly once
 */
export async function buildWithBug(
  root: string,
  program: string,
  bug: PlantedBug | undefined,
): Promise<string> {
  const name = bug?.name ?? 'as-it-is';
  const outfile = path.join(root, 'node_modules', '.cache', 'turnlift', `sim-${name}-${process.pid}.js`);
  await build({
    entryPoints: [path.join(root, program)],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    outfile,
    logLevel: 'silent',
    plugins: bug === undefined ? [] : [planting(root, bug)],
  });
  return outfile;
}

function planting(root: string, { file, find, replace, name, also }: PlantedBug): Plugin {
  const target = path.join(root, file);
  return {
    name: 'planted bug',
    setup(builder): void {
      builder.onLoad({ filter: /\.ts$/ }, (args) => {
        if (args.path !== target) return undefined;
        let contents = fs.readFileSync(target, 'utf8');
        for (const change of [{ find, replace }, ...(also === undefined ? [] : [also])]) {
          if (contents.split(change.find).length !== 2)
            throw new Error(`planted bug ${name}: its place is not in ${file} exactly once`);
          contents = contents.replace(change.find, () => change.replace);
        }
        return { contents, loader: 'ts' };
      });
    },
  };
}
