import { type AttributeValue } from 'dynalite/db';
import { type FuzzChance } from './chance';
import { anyValue, attributeNames } from './values';

/** Valid and invalid expressions, with the placeholders that they need. */
export class ExpressionMaker {
  readonly #chance: FuzzChance;
  readonly #values: Record<string, AttributeValue> = {};
  readonly #names: Record<string, string> = {};

  constructor(chance: FuzzChance) {
    this.#chance = chance;
  }

  /** ExpressionAttributeNames and ExpressionAttributeValues for all generated expressions. */
  placeholders(): object {
    return {
      ...(Object.keys(this.#values).length > 0 ? { ExpressionAttributeValues: this.#values } : {}),
      ...(Object.keys(this.#names).length > 0 ? { ExpressionAttributeNames: this.#names } : {}),
    };
  }

  value(value: AttributeValue = anyValue(this.#chance, 1)): string {
    const placeholder = `:v${Object.keys(this.#values).length}`;
    this.#values[placeholder] = value;
    return placeholder;
  }

  path(): string {
    const chance = this.#chance;
    const name = chance.of(attributeNames);
    const shown = chance.oneIn(8) ? this.#placeholder(name) : name;
    switch (chance.upTo(7)) {
      case 0:
        // It is unknown whether the service reports a path into a key before or after a condition that fails.
        return name.startsWith('g') ? shown : `${shown}[${chance.upTo(5)}]`;
      case 1:
        return `m.${chance.of(['x', 'y', 'z'] as const)}`;
      case 2:
        return chance.oneIn(3) ? `l[${chance.upTo(3)}].x` : `l[${chance.upTo(6)}]`;
      default:
        return shown;
    }
  }

  operand(): string {
    const chance = this.#chance;
    if (chance.oneIn(12)) return `size(${this.path()})`;
    return chance.oneIn(2) ? this.path() : this.value();
  }

  condition(depth = 2): string {
    const chance = this.#chance;
    if (depth > 0)
      switch (chance.upTo(6)) {
        case 0:
          return `(${this.condition(depth - 1)} AND ${this.condition(depth - 1)})`;
        case 1:
          return `(${this.condition(depth - 1)}) OR ${this.condition(depth - 1)}`;
        case 2:
          return `NOT ${chance.oneIn(2) ? this.#test() : `(${this.condition(depth - 1)})`}`;
      }
    return this.#test();
  }

  /** Sections with their clauses, in any order; paths seldom overlap. */
  update(): string {
    const chance = this.#chance;
    const clauses: Record<string, string[]> = {};
    for (const path of new Set(chance.some(1, 4, () => this.#target()))) {
      const section = chance.of(['SET', 'SET', 'SET', 'REMOVE', 'REMOVE', 'ADD', 'DELETE'] as const);
      (clauses[section] ??= []).push(this.#clause(section, path));
    }
    return Object.entries(clauses)
      .map(([section, list]) => `${section} ${list.join(', ')}`)
      .join(' ');
  }

  projection(): string {
    return [...new Set(this.#chance.some(1, 4, () => this.path()))].join(', ');
  }

  /** A path that usually can be written to. */
  #target(): string {
    const chance = this.#chance;
    if (chance.oneIn(6)) {
      const path = this.path();
      // It is unknown whether the service reports a key's wrong type before or after a condition that fails.
      if (!/^#?g/.test(path)) return path;
    }
    return chance.of([
      chance.of(['a', 'b', 'c', 'st'] as const),
      `l[${chance.upTo(7)}]`,
      `m.${chance.of(['x', 'y', 'z'] as const)}`,
    ]);
  }

  #clause(section: 'SET' | 'REMOVE' | 'ADD' | 'DELETE', path: string): string {
    const chance = this.#chance;
    switch (section) {
      case 'REMOVE':
        return path;
      case 'SET':
        return `${path} = ${this.#term()}`;
      default:
        return `${path} ${this.value(
          chance.oneIn(6)
            ? anyValue(chance, 0)
            : chance.of([
                { N: '1' },
                { N: '-2.5' },
                { SS: ['a', 'b'] },
                { NS: ['1', '10'] },
                { BS: ['AA=='] },
              ] as const),
        )}`;
    }
  }

  #term(): string {
    const chance = this.#chance;
    switch (chance.upTo(8)) {
      case 0:
        return `${chance.oneIn(2) ? this.path() : this.value({ N: '2.5' })} + ${this.value({ N: '1' })}`;
      case 1:
        return `${this.operand()} - ${this.operand()}`;
      case 2:
        return `if_not_exists(${this.path()}, ${this.operand()})`;
      case 3:
        return `list_append(${chance.of(['l', this.path()])}, ${this.value({ L: [anyValue(chance, 0)] })})`;
      case 4:
        return this.path();
      default:
        return this.value();
    }
  }

  #test(): string {
    const chance = this.#chance;
    switch (chance.upTo(9)) {
      case 0:
        return `attribute_exists(${this.path()})`;
      case 1:
        return `attribute_not_exists(${this.path()})`;
      case 2:
        return (
          `attribute_type(${this.path()}, ` +
          `${this.value({ S: chance.of(['S', 'N', 'L', 'M', 'SS', 'BOOL', 'q']) })})`
        );
      case 3:
        return `begins_with(${this.operand()}, ${this.operand()})`;
      case 4:
        return `contains(${this.operand()}, ${this.operand()})`;
      case 5:
        return `${this.operand()} BETWEEN ${this.operand()} AND ${this.operand()}`;
      case 6:
        return `${this.operand()} IN (${chance.some(1, 3, () => this.operand()).join(', ')})`;
      default:
        return `${this.operand()} ${chance.of(['=', '<>', '<', '<=', '>', '>='] as const)} ${this.operand()}`;
    }
  }

  #placeholder(name: string): string {
    const placeholder = `#${name}`;
    this.#names[placeholder] = name;
    return placeholder;
  }
}
