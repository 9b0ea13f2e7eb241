/** Goes to any step of a match: by buttons, by the slider, and by the arrow keys on it. */
export function StepSlider({
  at,
  last,
  change,
}: {
  readonly at: number;
  readonly last: number;
  readonly change: (at: number) => void;
}) {
  return (
    <>
      <button type="button" aria-label="one step back" disabled={at === 0} onClick={() => change(at - 1)}>
        ◀
      </button>
      <input
        type="range"
        min={0}
        max={last}
        value={at}
        aria-label={`entry ${at} of ${last}`}
        onInput={({ currentTarget }) => change(currentTarget.valueAsNumber)}
      />
      <button type="button" aria-label="one step on" disabled={at === last} onClick={() => change(at + 1)}>
        ▶
      </button>
    </>
  );
}
