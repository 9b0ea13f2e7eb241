import { type SecondaryIndex, type TableDescription } from 'dynalite/db';
import { DynamoDbError, invalidParameter } from './errors';
import { type WantedTable } from './new-table';

/** Attributes that all indexes of a table together may include (API reference, "Projection"). */
const maxIncluded = 100;
const maxNameLength = 255;

/**
 * @throws DynamoDbError for attributes that a table defines twice or does not use, and for what its indexes
 * lack
 */
export function checkDefinitions(wanted: WantedTable): void {
  const indexes = [...(wanted.GlobalSecondaryIndexes ?? []), ...(wanted.LocalSecondaryIndexes ?? [])];
  const defined = wanted.AttributeDefinitions.map(({ AttributeName }) => AttributeName);
  checkNames(defined);
  if (new Set(defined).size < defined.length)
    throw new DynamoDbError('ValidationException', 'Cannot have two attributes with the same name');
  const used = new Set(
    [wanted, ...indexes].flatMap(({ KeySchema }) => KeySchema.map(({ AttributeName }) => AttributeName)),
  );
  if (!defined.every((name) => used.has(name)))
    throw invalidParameter(
      `Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(', ')}], keys ` +
        `used: [${[...used].join(', ')}]`,
    );
  for (const { IndexName, Projection } of indexes) checkProjection(IndexName, Projection);
  checkIncluded(indexes);
  if (wanted.BillingMode === 'PAY_PER_REQUEST') return;
  for (const { IndexName, ProvisionedThroughput } of wanted.GlobalSecondaryIndexes ?? [])
    if (ProvisionedThroughput === undefined)
      throw invalidParameter(`ProvisionedThroughput must be specified for index: ${IndexName}`);
}

/** @throws DynamoDbError when the indexes of a table together include too much */
export function checkIncluded(indexes: readonly SecondaryIndex[]): void {
  const included = indexes.reduce(
    (sum, { Projection }) => sum + (Projection.NonKeyAttributes?.length ?? 0),
    0,
  );
  if (included > maxIncluded)
    throw invalidParameter(
      `The indexes of a table include ${included} attributes together, more than ${maxIncluded} (an ` +
        'attribute counts once for each index)',
    );
}

/** @throws DynamoDbError when an index does not say what it holds, or says it twice */
export function checkProjection(
  index: string,
  { ProjectionType, NonKeyAttributes }: SecondaryIndex['Projection'],
): void {
  if (ProjectionType === undefined) throw invalidParameter(`Unknown ProjectionType: null (index ${index})`);
  if (ProjectionType === 'INCLUDE' && (NonKeyAttributes ?? []).length === 0)
    throw invalidParameter('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
  if (ProjectionType !== 'INCLUDE' && NonKeyAttributes !== undefined)
    throw invalidParameter(`ProjectionType is ${ProjectionType}, but NonKeyAttributes is specified`);
  checkNames(NonKeyAttributes ?? []);
  if (new Set(NonKeyAttributes).size < (NonKeyAttributes ?? []).length)
    throw invalidParameter(`NonKeyAttributes of index ${index} names an attribute twice`);
}

/** @throws DynamoDbError for a name that no key or projection may have */
export function checkNames(names: readonly string[]): void {
  if (names.some((name) => name === '' || Buffer.byteLength(name) > maxNameLength))
    throw new DynamoDbError(
      'ValidationException',
      'Names of key attributes and attributes projected into an index must be between 1 and 255 ' +
        'characters, inclusive',
    );
}

/** @throws DynamoDbError for a definition that gives an attribute of the table another type */
export function checkRedefined(
  table: TableDescription,
  definitions: TableDescription['AttributeDefinitions'],
): void {
  for (const { AttributeName, AttributeType } of definitions) {
    const known = table.AttributeDefinitions.find((one) => one.AttributeName === AttributeName);
    if (known && known.AttributeType !== AttributeType)
      throw new DynamoDbError(
        'ValidationException',
        'invalid attribute, SchemaElement redefined should be of same type as previously defined',
      );
  }
}
