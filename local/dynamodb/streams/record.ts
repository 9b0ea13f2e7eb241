import { randomBytes } from 'node:crypto';
import { type Item } from 'dynalite/db';
import { attributeOf, attributesNamed } from '../expressions/value';
import { itemSize } from '../item-size';
import { type ItemChange } from '../write-set';
import { onWire, type StreamRecord, type UserIdentity } from './rows';

/** The properties of a record that do not follow from the change. */
export interface RecordFrame {
  readonly number: number;
  readonly view: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly userIdentity: UserIdentity | undefined;
}

/** A write that leaves an item as it was makes no record. */
export const isChange = ({ before, after }: ItemChange): boolean =>
  (before ?? after) !== undefined && !(before && after && same(before, after));

/** The record of a change. */
export function recordOfChange(
  { table, before, after }: ItemChange,
  { number, view, region, at, userIdentity }: RecordFrame,
): StreamRecord {
  const source = after ?? before ?? {};
  const keys = attributesNamed(
    source,
    table.KeySchema.map(({ AttributeName }) => AttributeName),
  );
  const newImage = after && view.includes('NEW') ? after : undefined;
  const oldImage = before && view.includes('OLD') ? before : undefined;
  return {
    eventID: randomBytes(16).toString('hex'),
    eventName: !before ? 'INSERT' : !after ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: keys,
      ...(newImage === undefined ? {} : { NewImage: newImage }),
      ...(oldImage === undefined ? {} : { OldImage: oldImage }),
      SequenceNumber: onWire(number),
      SizeBytes: itemSize(keys) + (newImage ? itemSize(newImage) : 0) + (oldImage ? itemSize(oldImage) : 0),
      StreamViewType: view,
    },
    ...(userIdentity === undefined ? {} : { userIdentity }),
  };
}

/** Attribute order does not make two items different. */
function same(left: Item, right: Item): boolean {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => JSON.stringify(left[name]) === JSON.stringify(attributeOf(right, name)))
  );
}
