import { type AttributeValue, type Item } from 'dynalite/db';
import { decimalOf } from './expressions/value';

/** Bytes of the largest item (developer guide, "Service quotas: item size"). */
export const maxItemBytes = 400 * 1024;

/** Bytes of an item as the service counts them (developer guide, "Item sizes and formats"). */
export function itemSize(item: Item): number {
  let size = 0;
  for (const [name, value] of Object.entries(item)) size += Buffer.byteLength(name) + valueSize(value);
  return size;
}

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return Buffer.byteLength(value.B, 'base64');
  if (value.L) return 3 + value.L.reduce((sum, element) => sum + 1 + valueSize(element), 0);
  if (value.M) return 3 + Object.keys(value.M).length + itemSize(value.M);
  if (value.SS) return value.SS.reduce((sum, member) => sum + Buffer.byteLength(member), 0);
  if (value.NS) return value.NS.reduce((sum, member) => sum + numberSize(member), 0);
  if (value.BS) return value.BS.reduce((sum, member) => sum + Buffer.byteLength(member, 'base64'), 0);
  return 1;
}

/** Two digits a byte, pairs counted from the decimal point; one byte for the exponent, one for a sign. */
function numberSize(number: string): number {
  const { coefficient, exponent } = decimalOf(number);
  if (coefficient === 0n) return 1;
  const negative = coefficient < 0n;
  const digits = String(coefficient).length - (negative ? 1 : 0);
  const magnitude = digits + exponent - 1;
  const split = digits % 2 !== 0 || magnitude % 2 !== 0 ? 0 : 1;
  return 1 + Math.ceil(digits / 2) + split + (negative ? 1 : 0);
}
