/** Moves to any step of a match: with buttons, the slider, and the arrow keys on it. */
export function StepSlider({
  at,
  last,
  unit,
  change,
}: {
  readonly at: number;
  readonly last: number;
  /** The name of a step on the buttons. */
  readonly unit: 'step' | 'entry';
  readonly change: (at: number) => void;
}) {
  return (
    <>
      <Step by={-1} label={`one ${unit} back`} disabled={at === 0} press={() => change(at - 1)} />
      <input
        type="range"
        min={0}
        max={last}
        value={at}
        aria-label={`entry ${at} of ${last}`}
        onInput={({ currentTarget }) => change(currentTarget.valueAsNumber)}
      />
      <Step by={1} label={`one ${unit} on`} disabled={at === last} press={() => change(at + 1)} />
    </>
  );
}

function Step({
  by,
  label,
  disabled,
  press,
}: {
  readonly by: -1 | 1;
  readonly label: string;
  readonly disabled: boolean;
  readonly press: () => void;
}) {
  return (
    <button type="button" data-step={by} aria-label={label} disabled={disabled} onClick={press}>
      {by === -1 ? '◀' : '▶'}
    </button>
  );
}
