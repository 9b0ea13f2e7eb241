import { type MatchId } from '../core/ids';
import { type Common } from './host';
import { type Rows } from './oracles/rows';
import { type AcknowledgedCommand } from './players/rest-player';

/** Checks the log of a match that was played by REST, while servers came and went. */
export function checkLog(
  id: MatchId,
  log: ReturnType<Rows['log']>,
  acknowledged: readonly AcknowledgedCommand[],
  againstBot: boolean,
  violation: Common['violation'],
): void {
  for (const { seat, accepted, kind } of acknowledged) {
    const entry = log.find(({ sequence }) => sequence === accepted);
    if (entry?.kind !== 'command' || entry.seat !== seat || entry.action.kind !== kind)
      violation('what was acknowledged stands', `${kind} of seat ${seat} at ${accepted}`);
  }
  const commands = log.flatMap((entry) =>
    entry.kind === 'command' ? [`${entry.seat} ${entry.commandId}`] : [],
  );
  if (new Set(commands).size < commands.length) violation('no command twice', commands.join(', '));
  for (const entry of log)
    if (entry.kind === 'timeout' && againstBot && entry.seats.includes(1))
      violation('bots lose no time', `entry ${entry.sequence} of ${id}`);
  // Servers of this world never play: every action of a seat was written while the match had no owner.
  let asleep = false;
  for (const { kind, sequence } of log) {
    if (kind === 'claim' || kind === 'sleep') asleep = kind === 'sleep';
    else if (!asleep) violation('functions write while it sleeps', `entry ${sequence} of ${id}`);
  }
}
