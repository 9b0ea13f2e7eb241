import { type TableDescription } from 'dynalite/db';
import { invalidParameter } from './errors';
import { type Throughput } from './update-table-request';

/**
 * The table's description with another billing mode, or with other provisioned capacity.
 * @param mode undefined: as it is
 * @throws DynamoDbError when mode and capacity contradict each other
 */
export function withBilling(
  table: TableDescription,
  mode: string | undefined,
  wanted: Throughput | undefined,
  now: number,
): TableDescription {
  const current = table.BillingModeSummary?.BillingMode ?? 'PROVISIONED';
  if ((mode ?? current) === 'PAY_PER_REQUEST') {
    if (wanted)
      throw invalidParameter(
        'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is ' +
          'PAY_PER_REQUEST',
      );
    return current === 'PAY_PER_REQUEST' ? table : onDemand(table, now);
  }
  if (!wanted)
    throw invalidParameter('ProvisionedThroughput must be specified when BillingMode is PROVISIONED');
  return {
    ...table,
    ...modeSummaries({ ...table.BillingModeSummary, BillingMode: 'PROVISIONED' }),
    ProvisionedThroughput: { ...wanted, NumberOfDecreasesToday: 0 },
  };
}

function onDemand(table: TableDescription, now: number): TableDescription {
  return {
    ...table,
    ...modeSummaries({ BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: now / 1000 }),
    ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
  };
}

/** The service returns the mode twice, under two names of its field. */
function modeSummaries({
  BillingMode,
  ...more
}: NonNullable<TableDescription['BillingModeSummary']>): Partial<TableDescription> {
  return {
    BillingModeSummary: { BillingMode, ...more },
    TableThroughputModeSummary: { TableThroughputMode: BillingMode, ...more },
  };
}
