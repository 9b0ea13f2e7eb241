import { type AttributeDeclaration, type SortRule } from '../rule-set/rule-set';
import { type AttributeValue } from '../engine-types';
import { aggregate, type Entry, inLine } from './entry';

/**
 * The order in which sort rules put candidates before they are tried with an anchor: the first rule decides,
 * later ones break ties, then the line does. For a map the key is the anchor's: the one with its lowest or highest value.
 */
export function sortCandidates(anchor: Entry, candidates: Entry[], rules: readonly SortRule[], attributes: readonly AttributeDeclaration[]): Entry[] {
  const keys = rules.map((rule) => sortKey(anchor, rule, attributes.find((attribute) => attribute.name === rule.sortAttribute)));
  const rows = candidates.map((entry) => ({ entry, values: keys.map((key) => key(entry)) }));
  rows.sort((a, b) => {
    // Backfill tickets keep the place that their priority gives them.
    if (a.entry.rank !== b.entry.rank) return a.entry.rank - b.entry.rank;
    for (let i = 0; i < rules.length; i += 1) {
      const left = a.values[i];
      const right = b.values[i];
      if (left === right) continue;
      if (left === undefined) return 1; // without a value: last, whatever the direction
      if (right === undefined) return -1;
      const order = left < right ? -1 : 1;
      return rules[i]?.sortDirection === 'descending' ? -order : order;
    }
    return inLine(a.entry, b.entry);
  });
  return rows.map(({ entry }) => entry);
}

function sortKey(anchor: Entry, rule: SortRule, attribute: AttributeDeclaration | undefined): (entry: Entry) => number | string | undefined {
  const values = (entry: Entry): AttributeValue[] => entry.ticket.players.flatMap((player) => {
    const value = player.attributes[rule.sortAttribute] ?? attribute?.default;
    return value === undefined ? [] : [value];
  });
  const mapKey = attribute?.type === 'string_number_map' ? keyOfMap(values(anchor), rule.mapKey === 'minValue') : undefined;
  if (attribute?.type === 'string_number_map' && mapKey === undefined) return () => undefined;
  const plain = (entry: Entry): number | string | undefined => {
    const numbers: number[] = [];
    let text: string | undefined;
    for (const value of values(entry)) {
      const one = typeof value === 'object' && !Array.isArray(value) && mapKey !== undefined ? mapValue(value, mapKey) : value;
      if (typeof one === 'number') numbers.push(one);
      else if (typeof one === 'string') text ??= one;
    }
    return numbers.length > 0 ? aggregate(numbers, rule.partyAggregation) : text;
  };
  if (rule.type === 'absoluteSort') return plain;
  const centre = plain(anchor);
  return (entry) => {
    const value = plain(entry);
    return typeof value === 'number' && typeof centre === 'number' ? Math.abs(value - centre) : undefined;
  };
}

function mapValue(value: AttributeValue, key: string): number | undefined {
  return typeof value === 'object' && !Array.isArray(value) && Object.hasOwn(value, key) ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
}

/** The key of the anchor's map with the lowest or highest value; ties go to the first in alphabetical order. */
function keyOfMap(maps: readonly AttributeValue[], lowest: boolean): string | undefined {
  let best: { key: string; value: number } | undefined;
  for (const map of maps) {
    if (typeof map !== 'object' || Array.isArray(map)) continue;
    for (const [key, value] of Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (typeof value === 'number' && (best === undefined || (lowest ? value < best.value : value > best.value))) best = { key, value };
    }
  }
  return best?.key;
}
