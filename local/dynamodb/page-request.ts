import { type Item, type SecondaryIndex, type TableDescription } from 'dynalite/db';
import { type CapacityDetail, capacityDetail } from './capacity';
import { checkScalarKeys } from './check-item';
import { type RequestFields } from './dynalite';
import { type Engine } from './engine';
import { type DynamoDbError, invalid } from './errors';
import { type Test } from './expressions/checked-condition';
import { type LegacyCondition, legacyTest } from './expressions/legacy';
import { type Path } from './expressions/references';
import { attributes, flag, numberIn, structures, text, texts } from './fields';
import { namedPaths } from './get-items';
import { projectedAttributes } from './index-entries';
import { type Expressions } from './request-expressions';

/** The parameters that Query and Scan have in common. */
export interface PageRequest {
  readonly tableName: string;
  readonly indexName: string | undefined;
  readonly isScan: boolean;
  readonly limit: number | undefined;
  readonly startKey: Item | undefined;
  readonly consistent: boolean;
  readonly countOnly: boolean;
  readonly allAttributes: boolean;
  readonly filter: Test | undefined;
  /** How the parameter of the filter is called in error texts. */
  readonly filterName: string;
  readonly filterPaths: readonly Path[];
  /** Undefined: all that the table or index holds. */
  readonly paths: readonly Path[] | undefined;
  readonly capacity: CapacityDetail;
}

/** The index of a request, with what it lacks. */
export interface PageSource {
  readonly table: TableDescription;
  readonly index: { readonly kind: 'Global' | 'Local'; readonly description: SecondaryIndex } | undefined;
  /** The items themselves have to be read: a local index does not hold all that is wanted. */
  readonly fetches: boolean;
  /** The filter looks at the items themselves. A scan of a local index may do that, a query may not. */
  readonly filtersItems: boolean;
}

const notValid = (message: string): DynamoDbError =>
  invalid(`One or more parameter values were invalid: ${message}`);

/** @throws DynamoDbError for a Select that does not go with the other fields */
export function parsePage(fields: RequestFields, expressions: Expressions, olderFilter: string): PageRequest {
  const select = text(fields, 'Select');
  const paths = expressions.projection ?? namedPaths(texts(fields, 'AttributesToGet'));
  const indexName = text(fields, 'IndexName');
  checkSelect(select, expressions.projection ? 'ProjectionExpression' : 'AttributesToGet', paths, indexName);
  const older = structures<LegacyCondition>(fields, olderFilter);
  return {
    tableName: text(fields, 'TableName') ?? '',
    indexName,
    isScan: olderFilter === 'ScanFilter',
    limit: numberIn(fields, 'Limit'),
    startKey: attributes(fields, 'ExclusiveStartKey'),
    consistent: flag(fields, 'ConsistentRead'),
    countOnly: select === 'COUNT',
    allAttributes: select === 'ALL_ATTRIBUTES',
    filter: expressions.filter?.test ?? (older && legacyTest(older, text(fields, 'ConditionalOperator'))),
    filterName: older ? olderFilter : 'Filter Expression',
    filterPaths: expressions.filter?.paths ?? namedPaths(Object.keys(older ?? {})) ?? [],
    paths,
    capacity: capacityDetail(fields),
  };
}

function checkSelect(
  select: string | undefined,
  parameter: string,
  paths: readonly Path[] | undefined,
  indexName: string | undefined,
): void {
  if (paths && select !== undefined && select !== 'SPECIFIC_ATTRIBUTES')
    throw invalid(
      `Cannot specify the ${parameter} when choosing to get ` +
        `${select === 'COUNT' ? 'only the Count' : select}`,
    );
  if (!paths && select === 'SPECIFIC_ATTRIBUTES')
    throw invalid(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && indexName === undefined)
    throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
}

/** The table or index of a request, and whether it can answer. @throws ServiceError */
export async function pageSource(engine: Engine, request: PageRequest): Promise<PageSource> {
  const table = await engine.table(request.tableName);
  checkScalarKeys([...(request.paths ?? []), ...request.filterPaths], table);
  const { indexName } = request;
  if (indexName === undefined) return { table, index: undefined, fetches: false, filtersItems: false };
  const find = (indexes: readonly SecondaryIndex[] | undefined): SecondaryIndex | undefined =>
    indexes?.find((one) => one.IndexName === indexName);
  const global = find(table.GlobalSecondaryIndexes);
  const description = global ?? find(table.LocalSecondaryIndexes);
  if (!description) throw invalid(`The table does not have the specified index: ${indexName}`);
  if (global && request.consistent)
    throw invalid('Consistent reads are not supported on global secondary indexes');
  const held = projectedAttributes(description, table);
  const missing = (paths: readonly Path[]): readonly string[] =>
    held ? [...new Set(paths.map(([name]) => name))].filter((name) => !held.has(name)) : [];
  const notProjected = missing(request.paths ?? []);
  if (global && request.allAttributes && held)
    throw notValid(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${indexName} because ` +
        'its projection type is not ALL',
    );
  if (global && notProjected.length > 0)
    throw notValid(`Global secondary index ${indexName} does not project [${notProjected.join(', ')}]`);
  const notFiltered = missing(request.filterPaths);
  const filtersItems = notFiltered.length > 0;
  if (filtersItems && (global || !request.isScan))
    throw notValid(
      `Secondary index ${indexName} does not project one or more filter attributes: ` +
        `[${notFiltered.join(', ')}]`,
    );
  return {
    table,
    index: { kind: global ? 'Global' : 'Local', description },
    fetches: (request.allAttributes && held !== undefined) || notProjected.length > 0,
    filtersItems,
  };
}

/** Names of the attributes that say where a page ended. */
export function startKeyNames({ table, index }: PageSource): readonly string[] {
  return [
    ...new Set(
      [...table.KeySchema, ...(index?.description.KeySchema ?? [])].map(({ AttributeName }) => AttributeName),
    ),
  ];
}
