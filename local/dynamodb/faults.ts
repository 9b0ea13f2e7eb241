import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type CancellationReason, DynamoDbError } from './errors';

/**
 * Faults that AWS's callers see now and then, and that no emulator causes by itself. Chances are between 0
 * and 1 for each call.
 */
export interface DynamoDbFaults {
  /** A transaction is cancelled because of another one; a plain write is refused because of a transaction. */
  readonly transactionConflict?: number;
  /** ProvisionedThroughputExceededException or ThrottlingException, half and half. */
  readonly throttling?: number;
  /** Milliseconds by which global secondary indexes lag behind their tables. */
  readonly indexLagMs?: number;
}

const writes = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);
const tableCalls = /^(Create|Delete|Describe|Update|List|Tag|Untag)/;

/** The fault layer: seeded, so that a run can be repeated; changed at any time with `set`. */
export class FaultLayer {
  readonly #random: () => number;
  #faults: DynamoDbFaults = {};

  constructor(seed: number, faults: DynamoDbFaults = {}) {
    const generator = xoroshiro128plus(seed);
    this.#random = () => uniformFloat64(generator);
    this.set(faults);
  }

  /** Replaces all faults; `{}` ends them. @throws RangeError for a chance outside 0 … 1 or a negative lag */
  set(faults: DynamoDbFaults): void {
    for (const name of ['transactionConflict', 'throttling'] as const) {
      const chance = faults[name] ?? 0;
      if (!(chance >= 0 && chance <= 1))
        throw new RangeError(`faults.${name} is a chance between 0 and 1, not ${chance}`);
    }
    if (!((faults.indexLagMs ?? 0) >= 0))
      throw new RangeError(`faults.indexLagMs is milliseconds, not ${String(faults.indexLagMs)}`);
    this.#faults = { ...faults };
  }

  /** The faults that are switched on. */
  get current(): DynamoDbFaults {
    return this.#faults;
  }

  get indexLagMs(): number {
    return this.#faults.indexLagMs ?? 0;
  }

  /** Throws instead of the operation when chance will have it so. @throws DynamoDbError */
  throwByChance(operation: string, request: Readonly<Record<string, unknown>>): void {
    if (tableCalls.test(operation)) return;
    if (this.#hit(this.#faults.throttling)) {
      throw this.#random() < 0.5
        ? new DynamoDbError(
            'ProvisionedThroughputExceededException',
            'The level of configured provisioned throughput for the table was exceeded. Consider ' +
              'increasing your provisioning level with the UpdateTable API.',
          )
        : new DynamoDbError(
            'ThrottlingException',
            'Throughput exceeds the current capacity of your table or index. DynamoDB is ' +
              'automatically scaling your table or index so please try again shortly.',
          );
    }
    const transaction = operation === 'TransactWriteItems' || operation === 'TransactGetItems';
    if (!transaction && !writes.has(operation)) return;
    if (!this.#hit(this.#faults.transactionConflict)) return;
    if (!transaction)
      throw new DynamoDbError('TransactionConflictException', 'Transaction is ongoing for the item');
    const count = Array.isArray(request.TransactItems) ? request.TransactItems.length : 1;
    const victim = Math.floor(this.#random() * count);
    throw transactionCanceled(
      Array.from({ length: count }, (_, index): CancellationReason =>
        index === victim
          ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }
          : { Code: 'None' },
      ),
    );
  }

  #hit(chance: number | undefined): boolean {
    return chance !== undefined && chance > 0 && this.#random() < chance;
  }
}

/** The error of a transaction that was cancelled, in the service's words. */
export function transactionCanceled(reasons: readonly CancellationReason[]): DynamoDbError {
  const message =
    'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
    `[${reasons.map(({ Code }) => Code).join(', ')}]`;
  // The service spells the field both ways; the SDKs read either.
  return new DynamoDbError('TransactionCanceledException', message, {
    Message: message,
    CancellationReasons: reasons,
  });
}
