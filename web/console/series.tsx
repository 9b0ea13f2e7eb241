/** A line chart under its title, newest value at the right. */
export function Series({
  title,
  values,
  tone,
  fromLeast = false,
}: {
  readonly title: string;
  readonly values: readonly number[];
  readonly tone: string;
  /** The axis begins at the least value; otherwise at zero. */
  readonly fromLeast?: boolean;
}) {
  const least = fromLeast ? Math.min(...values) : 0;
  const range = Math.max(1, ...values.map((value) => value - least));
  const points = values.map((value, index) => {
    const x = (index / Math.max(1, values.length - 1)) * 300;
    return `${x.toFixed(1)},${(58 - ((value - least) / range) * 54).toFixed(1)}`;
  });
  return (
    <figure class={`series ${tone}`}>
      <figcaption>
        {title} <b class="figure">{values.at(-1) ?? 0}</b>{' '}
        <small class="calm">
          {Math.min(...values)} to {Math.max(...values)}
        </small>
      </figcaption>
      <svg
        viewBox="0 0 300 60"
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${values.join(', ')}`}
      >
        <polygon points={`0,60 ${points.join(' ')} 300,60`} />
        <polyline points={points.join(' ')} />
      </svg>
    </figure>
  );
}
