import { useSignal } from '@preact/signals';
import { counted } from '../parts';
import { spanText } from '../time';
import { axesOf, CrowdMap, crowdAt } from './crowd-map';
import { type LabResult } from './lab-run';

/** The crowd at any time of the simulation, under both rule sets. */
export function Moment({ result }: { readonly result: LabResult }) {
  const at = useSignal(Math.min(60, result.seconds));
  const chosen = useSignal<readonly [string, string]>(['', '']);
  const axes = axesOf(result);
  const [first, last] = [axes[0], axes.at(-1)];
  if (first === undefined || last === undefined || result.tickets.length === 0)
    return (
      <p class="calm">No ticket waits in this pool: choose a population, or open tickets on the play page.</p>
    );
  const time = Math.min(at.value, result.seconds);
  const named = (name: string, otherwise: typeof first) =>
    axes.find((axis) => axis.name === name) ?? otherwise;
  const pair = [named(chosen.value[0], first), named(chosen.value[1], last)] as const;
  const names = axes.map(({ name }) => name);
  const [across, up] = pair;
  return (
    <>
      <p class="facts-line">
        <Choice
          label="across"
          names={names}
          chosen={across.name}
          choose={(name) => {
            chosen.value = [name, up.name];
          }}
        />{' '}
        <Choice
          label="up"
          names={names}
          chosen={up.name}
          choose={(name) => {
            chosen.value = [across.name, name];
          }}
        />
      </p>
      <Sides result={result} at={time} axes={pair} />
      <label class="scrub">
        <span class="figure">after {spanText(time * 1000)}</span>
        <input
          type="range"
          min={0}
          max={result.seconds}
          value={time}
          aria-label="time"
          onInput={({ currentTarget: { valueAsNumber } }) => {
            at.value = valueAsNumber;
          }}
        />
        <span class="figure calm">{spanText(result.seconds * 1000)}</span>
      </label>
      <p class="calm">
        Amber dots wait, linked green ones were matched in the last seconds. {result.tickets.length} tickets
        in all.
      </p>
    </>
  );
}

/** Both rule sets side by side. */
function Sides({
  result,
  at,
  axes,
}: {
  readonly result: LabResult;
  readonly at: number;
  readonly axes: Parameters<typeof CrowdMap>[0]['axes'];
}) {
  return (
    <div class="two">
      {(['before', 'after'] as const).map((name) => {
        const side = result[name];
        const { waiting, formed } = crowdAt(result, side, at);
        const says = `${waiting.length} wait, ${counted(formed, 'match')} formed`;
        return (
          <figure key={name}>
            <figcaption>
              <b>{name}</b> <span class="calm figure">{says}</span>
            </figcaption>
            <CrowdMap result={result} side={side} at={at} axes={axes} says={`${name}: ${says}`} />
          </figure>
        );
      })}
    </div>
  );
}

function Choice({
  label,
  names,
  chosen,
  choose,
}: {
  readonly label: string;
  readonly names: readonly string[];
  readonly chosen: string;
  readonly choose: (name: string) => void;
}) {
  return (
    <label>
      {label}{' '}
      <select value={chosen} onChange={({ currentTarget: { value } }) => choose(value)}>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
