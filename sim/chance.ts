interface Question {
  readonly hash: number;
  /** How often the next answer was asked for. */
  asked: number;
}

/** Deterministic randomness: every question has a name and a number, so that no answer depends on another. */
export class WorldChance {
  readonly #seed: number;
  readonly #questions = new Map<string, Question>();

  /** @param seed a whole number; only its lowest 32 bits are used */
  constructor(seed: number) {
    this.#seed = mixed(seed | 0);
  }

  /** Uniform in [0, 1): the answer to question number `count` of that name. */
  at(name: string, count: number): number {
    return this.#answer(this.#question(name), count);
  }

  /** Uniform in [0, 1): the answer to the next question of that name. */
  next(name: string): number {
    const question = this.#question(name);
    question.asked += 1;
    return this.#answer(question, question.asked - 1);
  }

  #question(name: string): Question {
    const known = this.#questions.get(name);
    if (known !== undefined) return known;
    const question = { hash: fnv1a(name), asked: 0 };
    this.#questions.set(name, question);
    return question;
  }

  #answer({ hash }: Question, count: number): number {
    return (mixed(mixed(this.#seed ^ hash) + Math.imul(count + 1, 0x9e3779b1)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`. */
  between(name: string, least: number, most: number): number {
    return least + Math.floor(this.next(name) * (most - least + 1));
  }

  /** @throws RangeError for a list without members */
  pick<Member>(name: string, members: readonly Member[]): Member {
    const found = members[Math.floor(this.next(name) * members.length)];
    if (found === undefined) throw new RangeError(`${name}: there is nothing to choose from`);
    return found;
  }

  /** Hexadecimal digits. */
  hex(name: string, digits: number): string {
    let text = '';
    while (text.length < digits)
      text += Math.floor(this.next(name) * 2 ** 32)
        .toString(16)
        .padStart(8, '0');
    return text.slice(0, digits);
  }

  /** A version 4 UUID. */
  uuid(name: string): string {
    const hex = this.hex(name, 32);
    const [version, variant] = [`4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
    return [hex.slice(0, 8), hex.slice(8, 12), version, variant, hex.slice(20)].join('-');
  }
}

/** Spreads every bit over all 32 (the finalizer of MurmurHash3). */
function mixed(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** FNV-1a, 32 bits. */
export function fnv1a(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}
