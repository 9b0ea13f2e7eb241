import { type AttributeValue, type Item } from 'dynalite/db';
import { type FuzzChance } from './chance';

const strings = ['', 'a', 'ab', 'b', 'é', '😀', 'x y', 'A'] as const;
const numbers = [
  '0',
  '1',
  '1.0',
  '2',
  '-1',
  '-2.5',
  '10',
  '1e2',
  '0.001',
  '-0',
  '99999999999999999999',
  '1e-9',
] as const;
const binaries = ['', 'AA==', 'AAE=', '/w==', '/wA='] as const;

/** Names of the attributes of the fuzz's items. */
export const attributeNames = ['a', 'b', 'c', 'l', 'm', 'st', 'gpk', 'gsk'] as const;

/** A value of any type; `depth` limits the nesting of lists and maps. */
export function anyValue(chance: FuzzChance, depth: number | 'scalar' = 2): AttributeValue {
  const unique = (values: readonly [string, ...string[]]): string[] => [
    ...new Set(chance.some(1, 3, () => chance.of(values))),
  ];
  if (depth === 'scalar') depth = -1;
  const kinds = depth < 0 ? 5 : depth > 0 ? 12 : 8;
  switch (chance.upTo(kinds)) {
    case 0:
    case 1:
      return { S: chance.of(strings) };
    case 2:
    case 3:
      return { N: chance.of(numbers) };
    case 4:
      return { B: chance.of(binaries) };
    case 5:
      return chance.oneIn(2) ? { BOOL: chance.oneIn(2) } : { NULL: true };
    case 6:
      return { SS: unique(strings) };
    case 7:
      return chance.oneIn(2) ? { NS: unique(['1', '2', '-2.5', '10', '0']) } : { BS: unique(binaries) };
    case 8:
    case 9:
      return { L: chance.some(0, 4, () => anyValue(chance, depth - 1)) };
    default:
      return {
        M: Object.fromEntries(
          chance.some(
            0,
            3,
            () => [chance.of(['x', 'y', 'z'] as const), anyValue(chance, depth - 1)] as const,
          ),
        ),
      };
  }
}

/** Partitions of the global index that belong to one lane. */
export const indexPartitions = (lane: string): readonly [string, string] => [`${lane}-g`, `${lane}-h`];

/** The keys of an entry of the global index; often equal to those of another item. */
export const indexKeys = (chance: FuzzChance, lane: string): Item => ({
  gpk: { S: chance.of(indexPartitions(lane)) },
  gsk: { S: chance.of(['g', 'h'] as const) },
});

/** Attributes beside the key; those of the indexes are usually strings, and often equal. */
export function anyAttributes(chance: FuzzChance, lane: string): Item {
  const structures: Item = {
    ...(chance.oneIn(8) ? {} : { l: { L: chance.some(0, 5, () => anyValue(chance, 1)) } }),
    ...(chance.oneIn(8) ? {} : { m: { M: { x: anyValue(chance, 1), y: anyValue(chance, 1) } } }),
  };
  const others = Object.fromEntries(
    chance.some(0, 6, () => {
      const name = chance.of(attributeNames);
      if (name === 'gpk' || name === 'gsk')
        return [
          name,
          chance.oneIn(20)
            ? anyValue(chance, 0)
            : { S: chance.of(name === 'gpk' ? indexPartitions(lane) : (['g', 'h', 'i'] as const)) },
        ] as const;
      return [name, anyValue(chance)] as const;
    }),
  );
  return chance.oneIn(5) ? { ...structures, ...others } : { ...others, ...structures };
}
