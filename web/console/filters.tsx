import { adjust } from './route';

/** The filters of a list, which stay in the address of its details. */
export function listQuery(words: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== ''));
}

/** A text field for a word of the address. */
export function WordField({
  word,
  label,
  value,
}: {
  readonly word: string;
  readonly label: string;
  readonly value: string;
}) {
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      value={value}
      onInput={({ currentTarget }) => adjust({ [word]: currentTarget.value })}
    />
  );
}

/** A choice for a word of the address; the first one leaves it out. */
export function WordChoice({
  word,
  label,
  value,
  choices,
  leaving = [],
}: {
  readonly word: string;
  readonly label: string;
  readonly value: string;
  /** The label of each choice, by its word. */
  readonly choices: Readonly<Record<string, string>>;
  /** Other words that a choice removes from the address. */
  readonly leaving?: readonly string[];
}) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) =>
        adjust({ ...Object.fromEntries(leaving.map((left) => [left, ''])), [word]: currentTarget.value })
      }
    >
      <option value="">any {label}</option>
      {Object.entries(choices).map(([choice, name]) => (
        <option key={choice} value={choice}>
          {name}
        </option>
      ))}
    </select>
  );
}
