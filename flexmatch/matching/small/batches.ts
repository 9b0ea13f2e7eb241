import { at } from '../../at';
import { mix } from '../../mix';
import { type PoolEntry } from '../pool/entry';
import { type Program } from '../program/program';
import { plainValue } from './sorting';

/**
 * Default size of a batch. The service documents only "some hundred" tickets; this keeps a pass over any pool
 * close to linear.
 */
export const defaultBatch = 500;

/**
 * Cuts a pool into batches of at most `size` tickets (guide, "Customize the match algorithm"): at random, or,
 * where the preference is `sorted`, in the order of `sortByAttributes`. Attributes of batchDistance rules
 * come first in that order, since tickets outside such a distance should not share a batch.
 * @param entries in line
 * @param pass another number gives other random batches
 * @returns the batches, each in line
 */
export function cutIntoBatches(
  entries: readonly PoolEntry[],
  size: number,
  program: Program,
  seed: number,
  pass: number,
): PoolEntry[][] {
  const count = Math.ceil(entries.length / Math.max(1, size));
  if (count <= 1) return [[...entries]];
  const order = orderOf(entries, program, seed, pass);
  const batches: PoolEntry[][] = [];
  for (let batch = 0; batch < count; batch += 1) {
    // Equal batches instead of full ones and a rest, so that no batch is nearly empty.
    const from = Math.floor((batch * entries.length) / count);
    const to = Math.floor(((batch + 1) * entries.length) / count);
    const places = order.slice(from, to).sort();
    batches.push(Array.from(places, (place) => entries[place]).filter((entry) => entry !== undefined));
  }
  return batches;
}

/** Indexes of entries, in the order in which the pool is cut. */
function orderOf(entries: readonly PoolEntry[], program: Program, seed: number, pass: number): Uint32Array {
  const { algorithm, attributes, rules } = program.ruleSet;
  const order = new Uint32Array(entries.length);
  for (let place = 0; place < order.length; place += 1) order[place] = place;
  const sorted = algorithm.batchingPreference === 'sorted';
  if (!sorted) {
    for (let place = order.length - 1; place > 0; place -= 1) {
      const other = mix(seed, pass, place) % (place + 1);
      const moved = at(order, place);
      order[place] = at(order, other);
      order[other] = moved;
    }
  }
  const distances = rules.flatMap((rule) => (rule.type === 'batchDistance' ? [rule.batchAttribute] : []));
  // Strings before numbers: a string batchDistance requires equal values, a number allows a range.
  const isNumber = (name: string): number =>
    Number(attributes.find((attribute) => attribute.name === name)?.type === 'number');
  const names = [
    ...distances.sort((a, b) => isNumber(a) - isNumber(b)),
    ...(sorted ? algorithm.sortByAttributes : []),
  ];
  if (names.length === 0) return order;
  const columns = [...new Set(names)].map((name) => {
    const attribute = attributes.find((declared) => declared.name === name);
    return entries.map((entry) =>
      attribute === undefined ? undefined : plainValue(entry, attribute, 'avg'),
    );
  });
  const places = Array.from(order);
  places.sort((a, b) => {
    for (const column of columns) {
      const left = column[a];
      const right = column[b];
      if (left === right) continue;
      if (left === undefined) return 1;
      if (right === undefined) return -1;
      return left < right ? -1 : 1;
    }
    return 0;
  });
  return Uint32Array.from(places);
}
