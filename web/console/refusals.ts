import { type ScriptLogRow } from '../../contract/console';
import { type RefusedCommand } from '../../contract/refused-line';
import { type Watched } from './live';

/** A command that the script refused, and when. */
export interface Refusal extends RefusedCommand {
  readonly at: number;
}

/** The refusals that the script's log tells of, oldest first. */
export function refusalsOf(script: Watched<readonly ScriptLogRow[]>): readonly Refusal[] {
  if (script.kind !== 'here') return [];
  return script.body.flatMap(({ at, refused }) =>
    at === undefined || refused === undefined ? [] : [{ ...refused, at }],
  );
}
