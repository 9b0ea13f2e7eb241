/**
 * Random lineups for expressions alone: single players and parties on the teams of a layout, including empty
 * teams.
 */
import fc from 'fast-check';
import { type PoolTicket } from '../../../../flexmatch';
import { type Lineup, partiesOf, type RuleSetJson, teamsOf } from '../language';
import { isEligible } from '../players';
import { attributes } from './attributes';
import { anyExpression } from './expressions';
import { type Layout, layouts } from './teams';
import { tickets } from './tickets';

export interface Question {
  ruleSet: RuleSetJson;
  text: string;
  lineup: Lineup;
  once: boolean;
  numberAggregation: 'min' | 'max' | 'avg';
  listAggregation: 'union' | 'intersection';
}

/** Blanks in every place where the language allows them. */
function insertBlanks(text: string, blanks: readonly number[]): string {
  let place = 0;
  return text.replace(/[()[\].,]/g, (symbol) => {
    const blank = (): string => ' '.repeat(blanks[(place += 1) % blanks.length] ?? 0);
    return `${blank()}${symbol}${blank()}`;
  });
}

function lineupOf(
  drawn: ReadonlyArray<Omit<PoolTicket, 'startTime'>>,
  places: readonly number[],
  ruleSet: RuleSetJson,
): Lineup {
  const names = teamsOf(ruleSet).map((team) => team.name);
  const parties = drawn
    .map((ticket) => ({ ...ticket, startTime: 0 }))
    .filter((ticket) => isEligible(ticket, ruleSet))
    .flatMap(partiesOf);
  return new Map(
    names.map((name, index) => [
      name,
      parties.filter((_, at) => (places[at % places.length] ?? 0) % names.length === index),
    ]),
  );
}

const questionsOver = (layout: Layout): fc.Arbitrary<Question> => {
  // Any party fits on any team: here only expressions are evaluated.
  const ruleSet: RuleSetJson = {
    ruleLanguageVersion: '1.0',
    playerAttributes: attributes,
    teams: layout.teams.map((team) => ({ ...team, maxPlayers: 3 })),
  };
  return fc
    .record({
      written: anyExpression(layout, 4),
      blanks: fc.oneof(fc.constant([0]), fc.array(fc.nat(2), { minLength: 3, maxLength: 7 })),
      drawn: tickets(layout, 6),
      places: fc.array(fc.nat(5), { minLength: 6, maxLength: 6 }),
      once: fc.boolean(),
      numberAggregation: fc.constantFrom('min' as const, 'max', 'avg'),
      listAggregation: fc.constantFrom('union' as const, 'intersection'),
    })
    .map(({ written, blanks, drawn, places, ...rest }) => ({
      ...rest,
      ruleSet,
      text: insertBlanks(written, blanks),
      lineup: lineupOf(drawn, places, ruleSet),
    }));
};

export const questions: fc.Arbitrary<Question> = layouts.chain(questionsOver);
