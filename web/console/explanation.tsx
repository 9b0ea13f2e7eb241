import {
  type NextStep,
  type ConsoleTicketDocument,
  type TicketExplanationDocument,
} from '../../contract/console/tickets';
import { type RuleVerdict } from '../../flexmatch/explain/explanation';
import { stepWords } from '../parts/needs-words';
import { counted, nameOf } from './parts';
import { clock, spanText } from './time';

type Names = TicketExplanationDocument['ticketNames'];

/**
 * The matchmaker's explanation of a ticket in the current pool: failed rules, by how much they fail, and
 * changes that would help.
 */
export function Explanation({
  ticket: { explanation, nextStep, deadline },
}: {
  readonly ticket: Pick<ConsoleTicketDocument, 'explanation' | 'nextStep' | 'deadline'>;
}) {
  if (explanation === undefined) return null;
  const { pool, nearest, waits, changes, ticketNames: names } = explanation;
  const [next] = waits;
  return (
    <section class="card-box" aria-label="why it waits">
      <h3>Why it waits</h3>
      <p>
        Other tickets in the pool: {pool.tickets}, with {counted(pool.players, 'player')}. A match needs{' '}
        {pool.needed}.
      </p>
      {next === undefined ? (
        <NextStepOf of={explanation} step={nextStep} deadline={deadline} />
      ) : (
        <p class="notice warning">
          <When at={next.at} />: {next.text}
        </p>
      )}
      <Hopeless of={explanation} deadline={deadline} />
      {pool.lacks.map((lack) => (
        <p key={lack} class="notice bad">
          {lack}
        </p>
      ))}
      {nearest === undefined ? null : <Nearest nearest={nearest} names={names} />}
      {pool.apart.length === 0 ? null : (
        <>
          <h4>Tickets that it can be in no match with</h4>
          <ul class="plain">
            {pool.apart.map(({ rule, tickets, ticketIds }) => (
              <li key={rule}>
                <b>{rule}</b> keeps {tickets} away: <TicketLinks ids={ticketIds} names={names} />
              </li>
            ))}
          </ul>
        </>
      )}
      {changes.length === 0 ? null : (
        <details>
          <summary>Other changes that would help</summary>
          <ul>
            {changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** The time until a step, in epoch milliseconds. The document may be a second older than the step. */
function When({ at }: { readonly at: number }) {
  const left = at - clock.value;
  return left <= 0 ? (
    <b>Now</b>
  ) : (
    <>
      In <b class="figure">{spanText(left)}</b>
    </>
  );
}

/**
 * The next step of the search, where it helps no ticket that waits now: the next player may need less than
 * this one does.
 */
function NextStepOf({
  of: { noStepHelps, pool },
  step,
  deadline,
}: {
  readonly of: TicketExplanationDocument;
  readonly step: NextStep | undefined;
  /** When the ticket times out, in epoch milliseconds. */
  readonly deadline: number;
}) {
  if (step === undefined || noStepHelps === true || step.at >= deadline) return null;
  const helpsNoTicket = pool.allStayApart === true;
  return (
    <p class={helpsNoTicket ? 'calm' : 'notice warning'}>
      <When at={step.at} />: {stepWords(step.now, step.next)}
      {step.widensWith === 'newest' ? ', among players who wait as long' : ''}.
      {helpsNoTicket ? ' That helps no ticket that waits now: rules without steps keep them apart.' : ''}
    </p>
  );
}

/** That waiting does not help, since no step does or none comes in time. */
function Hopeless({
  of: { noStepHelps, waits },
  deadline,
}: {
  readonly of: TicketExplanationDocument;
  /** When the ticket times out, in epoch milliseconds. */
  readonly deadline: number;
}) {
  const tooLate = waits.length > 0 && waits.every(({ at }) => at >= deadline);
  if (noStepHelps !== true && !tooLate) return null;
  return (
    <p class="notice bad">
      {tooLate ? 'That step comes too late' : 'No later step helps'}: the ticket times out at{' '}
      <b class="figure">{new Date(deadline).toLocaleTimeString()}</b>, in{' '}
      <b class="figure">{spanText(deadline - clock.value)}</b>.
    </p>
  );
}

function Nearest({
  nearest,
  names,
}: {
  readonly nearest: NonNullable<TicketExplanationDocument['nearest']>;
  readonly names: Names;
}) {
  const { players, ticketIds, ageSeconds, age, rules, short } = nearest;
  return (
    <>
      <h4>The match that comes nearest: {players.map(nameOf).join(' – ')}</h4>
      <p class="calm">
        <TicketLinks ids={ticketIds} names={names} /> · expansions count {spanText(ageSeconds * 1000)}
        {age === undefined ? '' : `: ${age}`}
      </p>
      {short.map(({ team, lacks }) => (
        <p key={team} class="notice bad">
          Team {team} lacks {lacks} {lacks === 1 ? 'player' : 'players'}.
        </p>
      ))}
      <ul class="rules">
        {rules
          .filter(({ insideCompound }) => !insideCompound)
          .sort((one, other) => Number(one.passes) - Number(other.passes))
          .map((rule) => (
            <Rule key={rule.name} rule={rule} names={names} />
          ))}
      </ul>
    </>
  );
}

function Rule({
  rule: { name, type, passes, measured, limit, without },
  names,
}: {
  readonly rule: RuleVerdict;
  readonly names: Names;
}) {
  const share = shareOfLimit(measured, limit);
  return (
    <li class={passes ? 'good' : 'bad'}>
      <span class="line">
        <b>
          {passes ? '✓' : '✗'} {name}
        </b>
        <small>{type}</small>
      </span>
      <span>
        measured <code>{measured}</code>, needed <code>{limit}</code>
      </span>
      {share === undefined ? null : (
        <span class="measure" aria-hidden="true">
          <span style={{ width: `${Math.min(100, share * 50)}%` }} />
        </span>
      )}
      {without === undefined || without.length === 0 ? null : (
        <small>
          would hold without <TicketLinks ids={without} names={names} />
        </small>
      )}
    </li>
  );
}

/** Measured as a share of the limit, where each is one number. The limit is in the middle of the bar. */
export function shareOfLimit(measured: string, limit: string): number | undefined {
  const numbers = [measured, limit].map((text) => text.match(/-?\d+(?:\.\d+)?/g) ?? []);
  const [one, other] = numbers.map((found) => (found.length === 1 ? Number(found[0]) : Number.NaN));
  if (one === undefined || other === undefined || !(other > 0) || !(one >= 0)) return undefined;
  return one / other;
}

function TicketLinks({ ids, names }: { readonly ids: readonly string[]; readonly names: Names }) {
  return (
    <>
      {ids.map((id, index) => (
        <span key={id}>
          {index === 0 ? '' : ', '}
          <a href={`#/tickets/${encodeURIComponent(id)}`}>{names[id] ?? <code>{id.slice(0, 8)}</code>}</a>
        </span>
      ))}
    </>
  );
}
