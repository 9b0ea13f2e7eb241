import { type ComponentChildren } from 'preact';
import { choicesWith } from './filter-words';
import { adjust, hashOf, type Section } from './route';

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
      {choicesWith(choices, value).map(([choice, name]) => (
        <option key={choice} value={choice}>
          {name}
        </option>
      ))}
    </select>
  );
}

/** The text of an empty list: its filters let nothing through, or there is nothing yet. */
export function NothingHere({
  section,
  filters,
  children,
}: {
  readonly section: Section;
  /** The filters that are set. */
  readonly filters: Readonly<Record<string, string>>;
  readonly children: ComponentChildren;
}) {
  const set = Object.values(filters);
  if (set.length === 0) return <>{children}</>;
  return (
    <>
      Nothing fits {set.map((value) => `“${value}”`).join(' and ')}.{' '}
      <a href={hashOf({ section, id: '', query: {} })}>Show all</a>
    </>
  );
}
