/** The tickets that search in the lab. */
export interface CrowdSettings {
  readonly kind: 'pool' | 'population';
  readonly minutes: number;
  readonly ticketsPerMinute: number;
  /** A population file (docs/simulator.md); empty: inferred from the rule set. */
  readonly population: string;
  readonly seed: number;
}

/** Limits of a simulation that a browser runs within seconds. */
const most = { minutes: 240, ticketsPerMinute: 2_000, seed: 1_000_000 };

interface Choice {
  readonly settings: CrowdSettings;
  readonly change: (settings: CrowdSettings) => void;
}

/** The running pool, or a population of the user's. */
export function CrowdChoice({ settings, waiting, change }: Choice & { readonly waiting: number }) {
  return (
    <fieldset class="crowd-choice">
      <legend>Who looks for a match</legend>
      <p class="facts-line">
        <label class="switch">
          <input
            type="radio"
            name="crowd"
            checked={settings.kind === 'pool'}
            onChange={() => change({ ...settings, kind: 'pool' })}
          />
          {waiting === 1 ? 'the ticket that waits' : `the ${waiting} tickets that wait`} now
        </label>
        <label class="switch">
          <input
            type="radio"
            name="crowd"
            checked={settings.kind === 'population'}
            onChange={() => change({ ...settings, kind: 'population' })}
          />
          a population
        </label>
        {settings.kind === 'pool' ? (
          <button type="button" class="small" onClick={() => change({ ...settings })}>
            Read the pool again
          </button>
        ) : null}
      </p>
      {settings.kind === 'pool' ? null : <PopulationFields settings={settings} change={change} />}
    </fieldset>
  );
}

function PopulationFields({ settings, change }: Choice) {
  const number = (name: keyof typeof most, label: string) => (
    <label>
      {label}{' '}
      <input
        type="number"
        min={1}
        max={most[name]}
        value={settings[name]}
        onChange={({ currentTarget: { valueAsNumber } }) => {
          if (Number.isFinite(valueAsNumber))
            change({ ...settings, [name]: Math.min(most[name], Math.max(1, Math.round(valueAsNumber))) });
        }}
      />
    </label>
  );
  return (
    <>
      <p class="facts-line">
        {number('ticketsPerMinute', 'tickets a minute')}
        {number('minutes', 'minutes')}
        {number('seed', 'seed')}
      </p>
      <details>
        <summary>Skills, regions and parties</summary>
        <textarea
          aria-label="population"
          rows={6}
          spellcheck={false}
          placeholder={'{ "attributes": { "skill": { "distribution": "normal", "mean": 1500, "sd": 300 } } }'}
          value={settings.population}
          onChange={({ currentTarget: { value } }) => change({ ...settings, population: value })}
        />
        <p class="calm">A population file, as docs/simulator.md has it. Absent fields are inferred.</p>
      </details>
    </>
  );
}
