import { useDraft } from '../../parts/use-draft';

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
  const population = useDraft(settings.population, (text) => change({ ...settings, population: text }));
  return (
    <>
      <p class="facts-line">
        <NumberField name="ticketsPerMinute" label="tickets a minute" settings={settings} change={change} />
        <NumberField name="minutes" label="minutes" settings={settings} change={change} />
        <NumberField name="seed" label="seed" settings={settings} change={change} />
      </p>
      <details>
        <summary>Skills, regions and parties</summary>
        <textarea
          aria-label="population"
          rows={6}
          spellcheck={false}
          placeholder={'{ "attributes": { "skill": { "distribution": "normal", "mean": 1500, "sd": 300 } } }'}
          value={population.shown}
          onInput={({ currentTarget: { value } }) => population.type(value)}
          onChange={({ currentTarget: { value } }) => population.commit(value)}
          onBlur={population.leave}
        />
        <p class="calm">A population file, as docs/simulator.md has it. Absent fields are inferred.</p>
      </details>
    </>
  );
}

/** A number within its limits; a text that is none leaves it as it is. */
function NumberField({
  name,
  label,
  settings,
  change,
}: Choice & { readonly name: keyof typeof most; readonly label: string }) {
  const draft = useDraft(String(settings[name]), (text) => {
    const number = Number.parseFloat(text);
    if (Number.isFinite(number))
      change({ ...settings, [name]: Math.min(most[name], Math.max(1, Math.round(number))) });
  });
  return (
    <label>
      {label}{' '}
      <input
        type="number"
        min={1}
        max={most[name]}
        value={draft.shown}
        onInput={({ currentTarget: { value } }) => draft.type(value)}
        onChange={({ currentTarget: { value } }) => draft.commit(value)}
        onBlur={draft.leave}
      />
    </label>
  );
}
