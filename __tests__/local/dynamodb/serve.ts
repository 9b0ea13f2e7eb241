import { startDynamoDb } from '../../../local/dynamodb';

/** A process of its own, to be killed: `serve.ts DIR` prints its URL once it answers. */
startDynamoDb({ dataDir: process.argv[2] ?? '', ttlSweepMs: 100 }).then(
  ({ url }) => {
    process.stdout.write(`${url}\n`);
  },
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
