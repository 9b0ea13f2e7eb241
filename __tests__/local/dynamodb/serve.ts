import { compileProgram } from '../../support/compiled';

/**
 * The arguments of a node process that serves a data folder, prints its URL once it answers, and may be
 * killed.
 */
export function serveArguments(dataDir: string): readonly string[] {
  const program = `
    const [, entry, dataDir] = process.argv;
    require(entry).startDynamoDb({ dataDir, ttlSweepMs: 100 }).then(
      ({ url }) => process.stdout.write(url + '\\n'),
      (error) => { console.error(error); process.exit(1); },
    );`;
  return ['-e', program, compileProgram('local/dynamodb/index.js'), dataDir];
}
