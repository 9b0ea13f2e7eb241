import { type NextStep } from '../../contract/console/tickets';
import { type Backend } from '../../definition';
import { needsOf, stagesAt } from '../../definition/search-stages';

/**
 * The next step of a search, by the rule set of its matchmaking. The explanation of a pool names only steps
 * that help the tickets in it. A ticket that is alone has none, and yet its step lets the next one match it.
 * @param matchmaking of the ticket, which another definition may have had
 * @param since when the ticket was opened, in epoch milliseconds
 * @returns undefined after the last step
 */
export function nextSearchStep(
  { matchmakings }: Pick<Backend, 'matchmakings'>,
  matchmaking: string,
  since: number,
  now: number,
): NextStep | undefined {
  const known = [...matchmakings.values()].find(({ key }) => key === matchmaking);
  if (known === undefined) return undefined;
  const { search, expansionAge } = known.ruleSet;
  const stages = stagesAt(search, (now - since) / 1000);
  if (stages.now === undefined || stages.next === undefined) return undefined;
  return {
    at: since + stages.next.fromSeconds * 1000,
    now: needsOf(stages.now),
    next: needsOf(stages.next),
    widensWith: expansionAge,
  };
}
