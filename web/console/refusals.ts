import { type ScriptLogRow } from '../../contract/console/matches';
import { type RefusedCommand } from '../../contract/refused-line';
import { type Watched } from './live';

/** A command that the script refused, with its time. */
export interface Refusal extends RefusedCommand {
  readonly at: number;
}

/** The refusals in the script's log, oldest first. */
export function refusalsOf(script: Watched<readonly ScriptLogRow[]>): readonly Refusal[] {
  if (script.kind !== 'here') return [];
  return script.body.flatMap(({ at, refused }) =>
    at === undefined || refused === undefined ? [] : [{ ...refused, at }],
  );
}
