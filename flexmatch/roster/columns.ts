import {
  type AttributeDeclaration,
  type ListAggregation,
  type NumberAggregation,
} from '../rule-set/rule-set';

/**
 * A column of values that rules read; each of a ticket's values is computed once, when it enters the pool.
 */
export interface NumberColumn {
  readonly attribute: string;
  readonly aggregation: NumberAggregation;
}

/** A list attribute with one party aggregation: both have a column of their own. */
export interface ListColumn {
  readonly attribute: string;
  readonly aggregation: ListAggregation;
}

/** The columns that the rules of a rule set need, and the locations that tickets have named so far. */
export class Columns {
  readonly numbers: NumberColumn[] = [];
  /** Attributes of which every player's own number is read. */
  readonly ownNumbers: string[] = [];
  readonly strings: string[] = [];
  readonly lists: ListColumn[] = [];
  readonly latencies: NumberAggregation[] = [];
  readonly locations: string[] = [];
  readonly #locationIndex = new Map<string, number>();

  constructor(readonly attributes: readonly AttributeDeclaration[]) {}

  numberColumn(attribute: string, aggregation: NumberAggregation): number {
    return findOrAdd(this.numbers, { attribute, aggregation });
  }

  ownNumberColumn(attribute: string): number {
    const index = this.ownNumbers.indexOf(attribute);
    return index === -1 ? this.ownNumbers.push(attribute) - 1 : index;
  }

  stringColumn(attribute: string): number {
    const index = this.strings.indexOf(attribute);
    return index === -1 ? this.strings.push(attribute) - 1 : index;
  }

  listColumn(attribute: string, aggregation: ListAggregation): number {
    return findOrAdd(this.lists, { attribute, aggregation });
  }

  latencyColumn(aggregation: NumberAggregation): number {
    const index = this.latencies.indexOf(aggregation);
    return index === -1 ? this.latencies.push(aggregation) - 1 : index;
  }

  locationColumn(name: string): number {
    const known = this.#locationIndex.get(name);
    if (known !== undefined) return known;
    const index = this.locations.push(name) - 1;
    this.#locationIndex.set(name, index);
    return index;
  }
}

function findOrAdd<Column extends { attribute: string; aggregation: string }>(
  columns: Column[],
  wanted: Column,
): number {
  const index = columns.findIndex(
    (column) => column.attribute === wanted.attribute && column.aggregation === wanted.aggregation,
  );
  return index === -1 ? columns.push(wanted) - 1 : index;
}
