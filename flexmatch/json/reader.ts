/**
 * JSON as rule sets are written: RFC 8259 plus comments, which AWS's own published rule sets carry.
 * Unlike JSON.parse it reports comments and repeated keys, says where a text stops being JSON,
 * and refuses what is nested too deeply instead of overflowing the stack.
 */

/** A parsed value. Objects have no prototype, so that a key such as `__proto__` is only a key. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** An object of a parsed text; a repeated key has its last value. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** A place in a text, for messages. */
export interface TextPosition {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
}

/** A parsed text, or its first mistake with the place. */
export type JsonReading =
  | {
      readonly value: JsonValue;
      /** Place of the first comment, if there is one. */
      readonly firstComment?: TextPosition;
      /** Keys that occur more than once in one object; the last value counts, as in every JSON parser. */
      readonly repeatedKeys: ReadonlyArray<{ readonly path: string; readonly place: TextPosition }>;
    }
  | { readonly problem: string; readonly place: TextPosition };

/** A rule set never nests deeper than about eight levels. */
const maxDepth = 100;

class Unreadable extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** The path of a member: `rules[2].name`; keys that are not identifiers are quoted. */
export function memberPath(parent: string, key: string | number): string {
  if (typeof key === 'number') return `${parent}[${key}]`;
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${parent}[${JSON.stringify(key)}]`;
  return parent === '' ? key : `${parent}.${key}`;
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a text. Never throws: invalid JSON gives a problem and its place. */
export function readJson(text: string): JsonReading {
  const reader = new Reader(text);
  try {
    return reader.read();
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.message, place: placeOf(text, error.at) };
    throw error;
  }
}

function placeOf(text: string, offset: number): TextPosition {
  let line = 1;
  let start = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', next + 1)) {
    line += 1;
    start = next + 1;
  }
  return { line, column: offset - start + 1 };
}

class Reader {
  readonly #text: string;

  #at = 0;
  /** Line starts up to the last requested place. */
  readonly #lines = [0];
  #comment: number | undefined;
  readonly #repeated: Array<{ path: string; place: TextPosition }> = [];

  constructor(text: string) {
    this.#text = text;
  }

  read(): JsonReading {
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1; // a byte order mark is not content
    this.#blank();
    if (this.#at >= this.#text.length)
      throw new Unreadable('the text is empty: write a JSON object', this.#at);
    const value = this.#value('', 0);
    this.#blank();
    if (this.#at < this.#text.length)
      throw new Unreadable(`${this.#found()} after the end of the value: remove it`, this.#at);
    return {
      value,
      repeatedKeys: this.#repeated,
      ...(this.#comment === undefined ? {} : { firstComment: placeOf(this.#text, this.#comment) }),
    };
  }

  /** The place of an offset that is not before any earlier request. */
  #placeBehind(offset: number): TextPosition {
    const lines = this.#lines;
    for (;;) {
      const next = this.#text.indexOf('\n', lines[lines.length - 1]);
      if (next === -1 || next >= offset) break;
      lines.push(next + 1);
    }
    return { line: lines.length, column: offset - (lines[lines.length - 1] ?? 0) + 1 };
  }

  #found(): string {
    const point = this.#text.codePointAt(this.#at);
    if (point === undefined) return 'the text ends';
    return `found ${JSON.stringify(String.fromCodePoint(point))}`;
  }

  #blank(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
        this.#at += 1;
        continue;
      }
      if (code !== 0x2f) return;
      const next = this.#text[this.#at + 1];
      if (next !== '/' && next !== '*') return;
      this.#comment ??= this.#at;
      const closing = next === '/' ? '\n' : '*/';
      const end = this.#text.indexOf(closing, this.#at + 2);
      if (end === -1) {
        if (next === '*') throw new Unreadable('a comment is not closed: write */', this.#at);
        this.#at = this.#text.length;
      } else this.#at = end + closing.length;
    }
  }

  #value(path: string, depth: number): JsonValue {
    if (depth > maxDepth)
      throw new Unreadable(
        `nested deeper than ${maxDepth} levels: a rule set needs fewer than ten`,
        this.#at,
      );
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(path, depth);
    if (first === '[') return this.#array(path, depth);
    if (first === '"') return this.#string();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    number.lastIndex = this.#at;
    const digits = number.exec(this.#text)?.[0];
    if (digits !== undefined) {
      const value = Number(digits);
      if (!Number.isFinite(value))
        throw new Unreadable(`${digits.slice(0, 20)} is too large for a number`, this.#at);
      this.#at += digits.length;
      return value;
    }
    if (first === "'") throw new Unreadable('found a single quote: strings stand in double quotes', this.#at);
    throw new Unreadable(`${this.#found()} where a value must stand`, this.#at);
  }

  #object(path: string, depth: number): JsonObject {
    const object: JsonObject = { __proto__: null };
    this.#at += 1;
    this.#blank();
    if (this.#text[this.#at] === '}') {
      this.#at += 1;
      return object;
    }
    for (;;) {
      if (this.#text[this.#at] !== '"') {
        throw new Unreadable(
          this.#text[this.#at] === '}'
            ? 'a comma before "}": remove it'
            : `${this.#found()} where a key in double quotes must stand`,
          this.#at,
        );
      }
      const place = this.#at;
      const key = this.#string();
      const member = memberPath(path, key);
      if (key in object) this.#repeated.push({ path: member, place: this.#placeBehind(place) });
      this.#blank();
      if (this.#text[this.#at] !== ':')
        throw new Unreadable(
          `${this.#found()} where ":" must follow the key ${JSON.stringify(key)}`,
          this.#at,
        );
      this.#at += 1;
      this.#blank();
      object[key] = this.#value(member, depth + 1);
      this.#blank();
      const next = this.#text[this.#at];
      if (next === '}') {
        this.#at += 1;
        return object;
      }
      if (next !== ',') throw new Unreadable(`${this.#found()} where "," or "}" must stand`, this.#at);
      this.#at += 1;
      this.#blank();
    }
  }

  #array(path: string, depth: number): JsonValue[] {
    const array: JsonValue[] = [];
    this.#at += 1;
    this.#blank();
    if (this.#text[this.#at] === ']') {
      this.#at += 1;
      return array;
    }
    for (;;) {
      if (this.#text[this.#at] === ']') throw new Unreadable('a comma before "]": remove it', this.#at);
      array.push(this.#value(memberPath(path, array.length), depth + 1));
      this.#blank();
      const next = this.#text[this.#at];
      if (next === ']') {
        this.#at += 1;
        return array;
      }
      if (next !== ',') throw new Unreadable(`${this.#found()} where "," or "]" must stand`, this.#at);
      this.#at += 1;
      this.#blank();
    }
  }

  #string(): string {
    const start = this.#at;
    let out = '';
    this.#at += 1;
    for (;;) {
      const from = this.#at;
      let code = this.#text.charCodeAt(this.#at);
      while (code !== 0x22 && code !== 0x5c && code >= 0x20) {
        this.#at += 1;
        code = this.#text.charCodeAt(this.#at);
      }
      out += this.#text.slice(from, this.#at);
      if (this.#at >= this.#text.length) throw new Unreadable('a string is not closed: write "', start);
      if (code === 0x22) {
        this.#at += 1;
        return out;
      }
      if (code < 0x20)
        throw new Unreadable(
          'a line break or control character inside a string: write \\n or close the string',
          this.#at,
        );
      out += this.#escape();
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1];
    if (letter === 'u') {
      const hex = this.#text.slice(this.#at + 2, this.#at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(hex))
        throw new Unreadable('\\u must be followed by four hexadecimal digits', this.#at);
      this.#at += 6;
      return String.fromCharCode(parseInt(hex, 16));
    }
    const index = letter === undefined ? -1 : '"\\/bfnrt'.indexOf(letter);
    if (index === -1)
      throw new Unreadable(
        'unknown escape in a string: allowed are \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX',
        this.#at,
      );
    this.#at += 2;
    return '"\\/\b\f\n\r\t'.charAt(index);
  }
}
