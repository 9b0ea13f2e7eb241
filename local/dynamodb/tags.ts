import { parseRequest } from './dynalite';
import { type Engine } from './engine';
import { DynamoDbError } from './errors';
import { isRecord, text, texts } from './fields';
import { tagPrefix, under } from './keys';

type Answer = Record<string, unknown>;

/** ListTables: names in order, a page at a time. */
export async function listTables(engine: Engine, request: object): Promise<Answer> {
  const fields = parseRequest('ListTables', request, engine.store);
  const start = text(fields, 'ExclusiveStartTableName');
  const limit = typeof fields.Limit === 'number' ? fields.Limit : 100;
  const left = (await engine.tableNames()).filter((name) => start === undefined || name > start);
  const page = left.slice(0, limit);
  const last = page.at(-1);
  return {
    TableNames: page,
    ...(left.length > limit && last !== undefined ? { LastEvaluatedTableName: last } : {}),
  };
}

/** TagResource. @throws ServiceError */
export async function tagResource(engine: Engine, request: object): Promise<Answer> {
  const fields = parseRequest('TagResource', request, engine.store);
  const table = await taggedTable(engine, text(fields, 'ResourceArn'));
  const tags = Array.isArray(fields.Tags) ? fields.Tags : [];
  await engine.write(
    tags.flatMap((tag: unknown) =>
      isRecord(tag)
        ? [{ type: 'put' as const, key: tagPrefix(table) + String(tag.Key), value: tag.Value }]
        : [],
    ),
  );
  return {};
}

/** UntagResource. @throws ServiceError */
export async function untagResource(engine: Engine, request: object): Promise<Answer> {
  const fields = parseRequest('UntagResource', request, engine.store);
  const table = await taggedTable(engine, text(fields, 'ResourceArn'));
  await engine.write(
    (texts(fields, 'TagKeys') ?? []).map((key) => ({ type: 'del', key: tagPrefix(table) + key })),
  );
  return {};
}

/** ListTagsOfResource. @throws ServiceError */
export async function listTags(engine: Engine, request: object): Promise<Answer> {
  const fields = parseRequest('ListTagsOfResource', request, engine.store);
  const prefix = tagPrefix(await taggedTable(engine, text(fields, 'ResourceArn')));
  const tags: object[] = [];
  for await (const [key, value] of engine.store.db.iterator(under(prefix)))
    tags.push({ Key: key.slice(prefix.length), Value: value });
  return { Tags: tags };
}

async function taggedTable(engine: Engine, arn: string | undefined): Promise<string> {
  const name = arn?.split('/').pop() ?? '';
  if (await engine.hasTable(name)) return name;
  throw new DynamoDbError(
    'ResourceNotFoundException',
    `Requested resource not found: ResourcArn: ${String(arn)} not found`,
  );
}
