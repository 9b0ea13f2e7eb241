import { type WaitGroup } from '../../../flexmatch/simulate';
import { FigureColumns } from '../parts';
import { spanText } from '../time';
import { type LabResult } from './lab-run';

const tones = { better: 'good', worse: 'bad', same: '', neutral: '' };

/** The effect of the change: waits, quality, and both by skill and region. */
export function LabComparison({ result }: { readonly result: LabResult }) {
  const { rows, before, after, assumptions } = result;
  const shown = ['region', 'deciles', 'party size'];
  const groups = after.report.groups.filter(({ by, rows: parts }) => parts.length > 1 && by !== 'hour');
  return (
    <>
      <h2>Before and after</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="comparison">
        <table class="comparison">
          <FigureColumns first="measure" figures={['before', 'after', 'change']} />
          <tbody>
            {rows.map(({ measure, before: old, after: now, change, verdict }) => (
              <tr key={measure}>
                <th scope="row">{measure}</th>
                <td class="figure">{old}</td>
                <td class="figure">{now}</td>
                <td class={`figure ${tones[verdict]}`}>
                  {change}
                  <span class="unseen"> {verdict}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {groups
        .sort((one, other) => rank(shown, one) - rank(shown, other))
        .map((group) => (
          <Group
            key={group.by}
            after={group}
            before={before.report.groups.find(({ by }) => by === group.by)}
          />
        ))}
      {assumptions.length === 0 ? null : (
        <details>
          <summary>Assumptions about the population</summary>
          <ul>
            {assumptions.map((assumption) => (
              <li key={assumption}>{assumption}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

const rank = (order: readonly string[], { by }: WaitGroup): number => {
  const found = order.findIndex((word) => by.startsWith(word));
  return found === -1 ? order.length : found;
};

/** Waits and shares of tickets in one group. */
function Group({ after, before }: { readonly after: WaitGroup; readonly before: WaitGroup | undefined }) {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return (
    <section>
      <h3>Waits by {after.by}</h3>
      <div class="scroll" tabIndex={0} role="region" aria-label={`waits by ${after.by}`}>
        <table class="comparison">
          <FigureColumns first={after.by} figures={['tickets', 'p50', 'p95', 'matched']} />
          <tbody>
            {after.rows.map((row) => {
              const old = before?.rows.find(({ name }) => name === row.name);
              return (
                <tr key={row.name}>
                  <th scope="row">{row.name}</th>
                  <td class="figure">{row.arrived}</td>
                  <Change before={old?.p50} after={row.p50} text={secondsText} less />
                  <Change before={old?.p95} after={row.p95} text={secondsText} less />
                  <Change before={old?.matchedShare} after={row.matchedShare} text={percent} less={false} />
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const secondsText = (seconds: number): string => spanText(seconds * 1000);

/** `12 s → 8 s`, coloured as better or worse. */
function Change({
  before,
  after,
  text,
  less,
}: {
  readonly before: number | undefined;
  readonly after: number;
  readonly text: (value: number) => string;
  /** A lower value is better. */
  readonly less: boolean;
}) {
  const same = before === undefined || text(before) === text(after);
  const tone = same ? '' : after < before === less ? 'good' : 'bad';
  return (
    <td class={`figure ${tone}`}>
      {same ? '' : <span class="calm">{text(before)} → </span>}
      {text(after)}
    </td>
  );
}
