import * as z from 'zod/mini';
import { gameName, playerId } from '../core/ids';
import { type AwaitedTurn } from '../core/match/turns';
import { fieldsOf, idField as id, parseRow } from './row-fields';

/**
 * Attribute of an entry's row: the turns that players are to hear of, as JSON in text. It is written with the
 * entry, so that whoever reads the table's stream needs no rules and no further read. It is no part of the
 * log.
 */
export const turnsName = 'turns';

const fields = {
  game: id(gameName),
  seat: z.int().check(z.gte(0)),
  playerId: id(playerId),
  sequence: z.int().check(z.gte(0)),
  since: z.number(),
  deadline: z.nullable(z.number()),
};
const list = z.object({ pk: z.string(), [turnsName]: z.array(z.object(fields)) });
const warning = z.object({ pk: z.string(), ...fields, deadline: z.number() });

export function turnsAttribute(turns: readonly AwaitedTurn[]): { readonly [turnsName]?: string } {
  return turns.length === 0 ? {} : { [turnsName]: JSON.stringify(turns) };
}

/** The same row without them: two rows may be one entry, whoever was away at its first attempt. */
export function withoutTurns({
  [turnsName]: _turns,
  ...row
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return row;
}

/** Turns that the row of an entry tells of. @throws MalformedRow */
export function turnsOfEntry(row: Readonly<Record<string, unknown>>): readonly AwaitedTurn[] {
  const text = fieldsOf(row, 'of a log').optionalText(turnsName);
  if (text === undefined) return [];
  const turns: unknown = JSON.parse(text);
  return parseRow(list, { pk: row['pk'], [turnsName]: turns })[turnsName];
}

/** The turn that runs low, of the row of a warning. @throws MalformedRow */
export function turnOfWarning(
  row: Readonly<Record<string, unknown>>,
): AwaitedTurn & { readonly deadline: number } {
  const { pk: _pk, ...turn } = parseRow(warning, row);
  return turn;
}
