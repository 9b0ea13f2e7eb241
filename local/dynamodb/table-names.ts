import { isRecord } from './fields';

/** The last part of a table's ARN; every field that takes a table's name takes its ARN (API reference). */
const tableArn = /^arn:aws[a-z-]*:dynamodb:[a-z0-9-]*:\d{12}:table\/([a-zA-Z0-9_.-]+)$/;

type Fields = Readonly<Record<string, unknown>>;

/** A request that names tables by their names, wherever it had ARNs. */
export function withTableNames(request: Fields): Fields {
  const { RequestItems, TransactItems } = request;
  return {
    ...replaceTableArn(request),
    ...(isRecord(RequestItems)
      ? {
          RequestItems: Object.fromEntries(
            Object.entries(RequestItems).map(([name, value]) => [nameOf(name), value]),
          ),
        }
      : {}),
    ...(Array.isArray(TransactItems)
      ? {
          TransactItems: TransactItems.map((item: unknown) =>
            isRecord(item)
              ? Object.fromEntries(
                  Object.entries(item).map(([kind, member]) => [
                    kind,
                    isRecord(member) ? replaceTableArn(member) : member,
                  ]),
                )
              : item,
          ),
        }
      : {}),
  };
}

function replaceTableArn(fields: Fields): Fields {
  const { TableName } = fields;
  return typeof TableName === 'string' ? { ...fields, TableName: nameOf(TableName) } : fields;
}

function nameOf(nameOrArn: string): string {
  return tableArn.exec(nameOrArn)?.[1] ?? nameOrArn;
}
