import * as z from 'zod/mini';
import { gameName, playerId } from '../core/ids';
import { type AwaitedTurn } from '../core/match/turns';
import { rowFieldsOf, idField as id, parseRow } from './row-fields';

/**
 * Attribute of an entry's row: the turns for events to players, as JSON in text. It is written with the
 * entry, so that a function on the table's stream needs neither rules nor a further read. It is not part of
 * the log.
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

/** The turns as JSON text in one attribute; absent without turns. */
export function turnsAttribute(turns: readonly AwaitedTurn[]): { readonly [turnsName]?: string } {
  return turns.length === 0 ? {} : { [turnsName]: JSON.stringify(turns) };
}

/**
 * The same row without turns: two rows may be the same entry, although different players were away at each
 * attempt.
 */
export function withoutTurns({
  [turnsName]: _turns,
  ...row
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return row;
}

/** The turns in the row of an entry. @throws MalformedRow */
export function turnsOfEntry(row: Readonly<Record<string, unknown>>): readonly AwaitedTurn[] {
  const text = rowFieldsOf(row, 'of a log').optionalText(turnsName);
  if (text === undefined) return [];
  const turns: unknown = JSON.parse(text);
  return parseRow(list, { pk: row['pk'], [turnsName]: turns })[turnsName];
}

/** The turn of a warning's row, whose time runs low. @throws MalformedRow */
export function turnOfWarning(
  row: Readonly<Record<string, unknown>>,
): AwaitedTurn & { readonly deadline: number } {
  const { pk: _pk, ...turn } = parseRow(warning, row);
  return turn;
}
