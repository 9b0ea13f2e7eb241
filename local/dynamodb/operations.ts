import { type Engine } from './engine';
import { batchWrite, read, writeItem } from './items';
import {
  continuousBackups,
  createTable,
  deleteTable,
  describeTable,
  describeTimeToLive,
  updateTimeToLive,
} from './tables';
import { transactGet, transactWrite } from './transactions';
import { updateTable } from './update-table';

type Operation = (
  engine: Engine,
  request: Readonly<Record<string, unknown>>,
) => Promise<Record<string, unknown>>;

/** Every operation of the two APIs that the emulator answers, by `X-Amz-Target` without its version. */
export const dynamoDbOperations: Readonly<Record<string, Operation>> = {
  BatchGetItem: (engine, request) => read(engine, 'BatchGetItem', request),
  BatchWriteItem: batchWrite,
  CreateTable: createTable,
  DeleteItem: (engine, request) => writeItem(engine, 'DeleteItem', request),
  DeleteTable: deleteTable,
  DescribeContinuousBackups: continuousBackups,
  DescribeTable: describeTable,
  DescribeTimeToLive: describeTimeToLive,
  GetItem: (engine, request) => read(engine, 'GetItem', request),
  ListTables: (engine, request) => read(engine, 'ListTables', request),
  ListTagsOfResource: (engine, request) => read(engine, 'ListTagsOfResource', request),
  PutItem: (engine, request) => writeItem(engine, 'PutItem', request),
  Query: (engine, request) => read(engine, 'Query', request),
  Scan: (engine, request) => read(engine, 'Scan', request),
  TagResource: (engine, request) => read(engine, 'TagResource', request),
  TransactGetItems: transactGet,
  TransactWriteItems: transactWrite,
  UntagResource: (engine, request) => read(engine, 'UntagResource', request),
  UpdateContinuousBackups: continuousBackups,
  UpdateItem: (engine, request) => writeItem(engine, 'UpdateItem', request),
  UpdateTable: updateTable,
  UpdateTimeToLive: updateTimeToLive,
};

export const streamsOperations: Readonly<Record<string, Operation>> = {
  DescribeStream: async (engine, request) => engine.streams.describe(request),
  GetRecords: (engine, request) => engine.streams.records(request),
  GetShardIterator: async (engine, request) => engine.streams.iterator(request),
  ListStreams: async (engine, request) => engine.streams.list(request),
};
