import * as z from 'zod';
import { mustWords } from '../core/issue-words';

/** A list of options of at most this length is shown whole. */
const maxOptions = 20;
const maxNamedOptions = 6;
/** Maximum number of characters of a value that are shown. */
const maxShown = 60;

/** The type of a setting, as it is written in a file of TypeScript. */
const typeWords: ReadonlyMap<string, string> = new Map([
  ['string', 'must be a text in quotes'],
  ['number', 'must be a number, without quotes'],
  ['int', 'must be a whole number'],
  ['boolean', 'must be true or false, without quotes'],
  ['array', 'must be a list, in [ ]'],
  ['object', 'must be an object, in { }'],
  ['record', 'must be an object, in { }'],
]);

/** The words for every check of a setting that has no message of its own. */
const wordsOf: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return `${typeWords.get(issue.expected) ?? mustWords(issue)}${rewritten(issue.expected, issue.input)}`;
    case 'invalid_value':
      return issue.values.length > maxOptions
        ? `must be one of ${issue.values.length} values, such as ` +
            `${nearest(issue.values.map(String), String(issue.input)).join(', ')}`
        : mustWords(issue);
    case 'unrecognized_keys':
      return unknownWords(issue.keys, issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : []);
    case 'invalid_union':
      return unionWords(issue);
    case 'invalid_format':
      return issue.format === 'url'
        ? 'must be an address, such as https://our-game.example/players'
        : mustWords(issue);
    default:
      return mustWords(issue);
  }
};

/** The same value as the type that is expected, where it is only written as another one. */
function rewritten(expected: string, input: unknown): string {
  if (expected === 'string' && Number.isFinite(input)) return `: '${String(input)}'`;
  const isWord =
    (expected === 'number' && typeof input === 'string' && /^-?\d+(\.\d+)?$/.test(input)) ||
    (expected === 'boolean' && (input === 'true' || input === 'false'));
  return isWord ? `: ${input}` : '';
}

/** How the schemas of this folder are parsed. */
export const inOurWords = { error: wordsOf, reportInput: true } as const;

/** The place of a failed check in a configuration, its value, and what it must be, in one line. */
export function settingProblem(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'is invalid';
  const place = issue.path.join('.');
  const at = (words: string): string => (place === '' ? words : `${place} ${words}`);
  // The name itself is in the place before these words.
  if (issue.code === 'invalid_key')
    return at(`cannot have this name: it ${issue.issues[0]?.message ?? 'is invalid'}`);
  const { message } = issue;
  const input = inputOf(issue);
  // A check of several settings together is given the object that holds them.
  const isOfSeveral = issue.code === 'custom' && typeof input === 'object';
  if (!message.startsWith('must ') || isOfSeveral) return at(message);
  if (input === undefined) return at(`is missing: it ${message}`);
  // A secret may stand where its hash is meant to be, and this line goes to logs.
  return /secret/i.test(place) ? at(message) : at(`is ${shown(input)}: it ${message}`);
}

/** Of an object without a known kind, the value of the field that names the kind. */
function inputOf({ code, input, path }: z.core.$ZodIssue): unknown {
  const field = path.at(-1);
  return code === 'invalid_union' && typeof input === 'object' && input !== null && field !== undefined
    ? Reflect.get(input, field)
    : input;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'string') return String(value);
  const text = JSON.stringify(value.slice(0, maxShown));
  return value.length > maxShown ? `${text}… (${value.length} characters)` : text;
}

/** The options that begin as the value does, the longest beginning first. */
function nearest(options: readonly string[], value: string): readonly string[] {
  const common = (option: string): number => {
    const end = [...option].findIndex((character, index) => character !== value[index]);
    return end < 0 ? option.length : end;
  };
  return [...options].sort((a, b) => common(b) - common(a)).slice(0, maxNamedOptions);
}

function unknownWords(keys: readonly string[], known: readonly string[]): string {
  const [first = ''] = keys;
  const meant = known.find((name) => name.toLowerCase() === first.toLowerCase());
  const fix =
    meant === undefined
      ? `remove it${known.length === 0 ? '' : `; known are ${known.join(', ')}`}`
      : `write ${meant}`;
  return `has no setting ${keys.map((key) => JSON.stringify(key)).join(', ')}: ${fix}`;
}

/** The allowed forms of a value: the first failed check of each form. */
function unionWords(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  const { inst } = issue;
  if (inst instanceof z.ZodDiscriminatedUnion) {
    const kinds = inst.options.flatMap((option) =>
      option instanceof z.ZodObject ? literalsOf(option.shape[inst.def.discriminator]) : [],
    );
    return (
      'must be ' +
      `${kinds.length > 1 ? 'one of ' : ''}${kinds.map((kind) => JSON.stringify(kind)).join(', ')}`
    );
  }
  const forms = issue.errors.flatMap(([first]) => (first === undefined ? [] : [first.message]));
  return `must be ${[...new Set(forms)].map((words) => words.replace(/^must be /, '')).join(', or ')}`;
}

const literalsOf = (schema: unknown): readonly unknown[] =>
  schema instanceof z.ZodLiteral ? [...schema.values] : [];
