import { Fragment } from 'preact';
import { partsOfName } from './name-parts';

/**
 * A name that is shortened in its middle where there is no room for it: names of one kind, such as `Bot 1`
 * and `Bot 2`, differ at their ends.
 */
export function ShortName({ of }: { readonly of: string }) {
  const [head, tail] = partsOfName(of);
  return (
    <span class="short-name" title={of}>
      <span class="cut">{head}</span>
      {tail === '' ? null : <span>{tail}</span>}
    </span>
  );
}

/** Names in one line, which share its room. */
export function ShortNames({ of, between }: { readonly of: readonly string[]; readonly between: string }) {
  return (
    <b class="short-names" title={of.join(between)}>
      {of.map((name, index) => (
        <Fragment key={index}>
          {index === 0 ? null : <span>{between}</span>}
          <ShortName of={name} />
        </Fragment>
      ))}
    </b>
  );
}
