import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { type Construct } from 'constructs';
import { type EnvironmentConfig } from '../config';
import { tableNames, type TableName } from '../contract/tables';
import { keyAttributes, tables } from '../store/tables';
import { GameStack } from './constructs/game-stack';

/** The tables, as the store declares them: the store owns keys, indexes, streams and time to live. */
export class DataStack extends GameStack {
  readonly #made = new Map<TableName, DynamodbTable>();

  constructor(scope: Construct, config: EnvironmentConfig) {
    super(scope, 'data', config);
    for (const table of tableNames) this.#made.set(table, this.#table(table));
  }

  /**
   * ARN of a table's stream: AWS generates it, so a stack that reads the stream refers to this stack's state.
   */
  streamArn(table: TableName): string {
    const made = this.#made.get(table);
    if (made === undefined || tables[table].stream === undefined)
      throw new Error(
        `store/tables.ts: the table ${table} has no stream, but a function is triggered by it: declare one`,
      );
    return made.streamArn;
  }

  #table(table: TableName): DynamodbTable {
    const declaration = tables[table];
    return new DynamodbTable(this, table, {
      name: this.names.table(table),
      billingMode: 'PAY_PER_REQUEST',
      hashKey: declaration.partitionKey.name,
      rangeKey: declaration.sortKey?.name,
      attribute: keyAttributes(declaration).map(({ name, type }) => ({ name, type })),
      globalSecondaryIndex:
        declaration.globalSecondaryIndexes.length === 0
          ? undefined
          : declaration.globalSecondaryIndexes.map((index) => ({
              name: index.name,
              hashKey: index.partitionKey.name,
              rangeKey: index.sortKey?.name,
              projectionType: index.projection.type,
              nonKeyAttributes:
                index.projection.type === 'INCLUDE' ? [...index.projection.nonKeyAttributes] : undefined,
            })),
      streamEnabled: declaration.stream === undefined ? undefined : true,
      streamViewType: declaration.stream,
      ttl:
        declaration.timeToLiveAttribute === undefined
          ? undefined
          : { attributeName: declaration.timeToLiveAttribute, enabled: true },
      pointInTimeRecovery: { enabled: declaration.pointInTimeRecovery },
      serverSideEncryption: { enabled: true },
      deletionProtectionEnabled: this.config.data.deletionProtection,
      tags: { description: declaration.description.replace(/[^\w\s.,:/=+@-]/g, '') },
    });
  }
}
