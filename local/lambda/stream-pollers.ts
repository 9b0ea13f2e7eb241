import path from 'node:path';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { type Clock } from '../../core/clock';
import { type FunctionDeclaration } from '../../functions/declaration';
import { type FunctionPool } from './function-pool';
import { type LocalLambdaOptions } from './options';
import { StreamPoller } from './stream-poller';
import { positionsName } from './stream-positions';

/** The pollers of all functions that read streams, over the same client. */
export class StreamPollers {
  readonly #streams: DynamoDBStreamsClient;
  readonly all: readonly StreamPoller[];

  /** @throws Error naming a table whose name is not in the environment */
  constructor(
    options: LocalLambdaOptions,
    pools: ReadonlyMap<string, FunctionPool>,
    clock: Clock,
    region: string,
  ) {
    const client = {
      region,
      endpoint: options.endpoints.dynamodb,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    this.#streams = new DynamoDBStreamsClient(client);
    this.all = options.declarations.flatMap((declaration) =>
      declaration.trigger.kind === 'stream'
        ? [this.#pollerOf(declaration, declaration.trigger, options, pools, clock, region)]
        : [],
    );
  }

  #pollerOf(
    { name }: FunctionDeclaration,
    trigger: Extract<FunctionDeclaration['trigger'], { readonly kind: 'stream' }>,
    options: LocalLambdaOptions,
    pools: ReadonlyMap<string, FunctionPool>,
    clock: Clock,
    region: string,
  ): StreamPoller {
    const { dataFolder, newestRecord } = options;
    const pool = pools.get(name);
    const tableName = options.environment[`${trigger.table}Table`];
    if (pool === undefined || tableName === undefined)
      throw new Error(
        `function ${name} reads the stream of table ${trigger.table}, but its name is missing: set ` +
          `environment.${trigger.table}Table`,
      );
    return new StreamPoller({
      pool,
      tableName,
      batchSize: trigger.batchSize,
      windowSeconds: trigger.windowSeconds,
      ...(trigger.rows === undefined ? {} : { rows: trigger.rows }),
      ...(trigger.tellsShard === undefined ? {} : { tellsShard: trigger.tellsShard }),
      streams: this.#streams,
      clock,
      region,
      pollMs: options.streamPollMs ?? 200,
      ...(newestRecord === undefined ? {} : { newestRecord }),
      ...(dataFolder === undefined ? {} : { checkpointFile: path.join(dataFolder, positionsName(name)) }),
      log: (line) => options.log?.(name, line),
    });
  }

  start(): void {
    for (const poller of this.all) poller.start();
  }

  /** Resolves when the batches under way are handled. */
  async close(): Promise<void> {
    await Promise.all(this.all.map((poller) => poller.close()));
  }

  /** Ends the client, after `close`. */
  destroy(): void {
    this.#streams.destroy();
  }
}
