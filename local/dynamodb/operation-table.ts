import { type Engine } from './engine';
import { batchGet, getItem } from './get-items';
import { batchWrite, writeItem } from './items';
import { query } from './query';
import { scan } from './scan';
import {
  continuousBackups,
  createTable,
  deleteTable,
  describeTable,
  describeTimeToLive,
  updateTimeToLive,
} from './tables';
import { listTables, listTags, tagResource, untagResource } from './tags';
import { transactGet, transactWrite } from './transactions';
import { updateTable } from './update-table';

type Operation = (
  engine: Engine,
  request: Readonly<Record<string, unknown>>,
) => Promise<Record<string, unknown>>;

/** Every operation of the two APIs that the emulator answers, by `X-Amz-Target` without its version. */
export const dynamoDbOperations: Readonly<Record<string, Operation>> = {
  BatchGetItem: batchGet,
  BatchWriteItem: batchWrite,
  CreateTable: createTable,
  DeleteItem: (engine, request) => writeItem(engine, 'DeleteItem', request),
  DeleteTable: deleteTable,
  DescribeContinuousBackups: continuousBackups,
  DescribeTable: describeTable,
  DescribeTimeToLive: describeTimeToLive,
  GetItem: getItem,
  ListTables: listTables,
  ListTagsOfResource: listTags,
  PutItem: (engine, request) => writeItem(engine, 'PutItem', request),
  Query: query,
  Scan: scan,
  TagResource: tagResource,
  TransactGetItems: transactGet,
  TransactWriteItems: transactWrite,
  UntagResource: untagResource,
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
