import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRuleSet } from '../../../flexmatch';
import { compileExpression } from '../../../flexmatch/expressions/compile';
import { type Value } from '../../../flexmatch/expressions/reduce';
import { parseExpression } from '../../../flexmatch/expressions/syntax';
import { type Declarations, typeOf as engineType } from '../../../flexmatch/expressions/types';
import { admit } from '../../../flexmatch/matching/pool/entry';
import { compileProgram } from '../../../flexmatch/matching/program/program';
import { Roster } from '../../../flexmatch/roster/unit';
import { type Question, questions } from './arbitraries/lineups';
import { attributes } from './arbitraries/attributes';
import { layouts } from './arbitraries/teams';
import { evaluate, functions, type Nested, read, type Type, typeOf } from './expressions';
import { type RuleSetJson, teamsNamed, teamsOf, usualReading } from './language';
import { tries } from '../../../testing/effort';

const runs = tries(1_500);

/** The engine's answer, over its own parties. */
function engineValue({
  ruleSet: json,
  text,
  lineup,
  once,
  numberAggregation,
  listAggregation,
}: Question): Value {
  const { ruleSet } = parseRuleSet(JSON.stringify(json));
  const parsed = parseExpression(text);
  if (ruleSet === undefined || 'problem' in parsed) throw new Error(`${text} was refused`);
  const program = compileProgram(ruleSet, { partyValue: once ? 'once' : 'each-member' }, 0);
  const teams = teamsOf(json);
  const evaluation = compileExpression(parsed.node, {
    columns: program.columns,
    slotCount: teams.length,
    numberAggregation,
    listAggregation,
    partyOnce: once,
    noLists: 'empty',
    slotsOf: (name) =>
      teamsNamed(name, teams).names.map((one) => teams.findIndex((team) => team.name === one)),
    attributeType: (name) => attributes.find((one) => one.name === name)?.type ?? 'string',
  });
  const roster = new Roster(teams.length);
  [...lineup.values()].forEach((parties, slot) =>
    parties.forEach(({ ticket, players }) => {
      const entry = admit(
        {
          ticketId: ticket.ticketId,
          startTime: 0,
          players: players.map(({ playerId, attributes: values }) => ({ playerId, attributes: values })),
        },
        0,
        program,
      );
      expect(entry.units).toHaveLength(1);
      for (const unit of entry.units) roster.put(unit, slot);
    }),
  );
  return evaluation(roster);
}

function declarationsOf(json: RuleSetJson): Declarations {
  const teams = teamsOf(json);
  const declarations = {
    attributeType: (name: string) => attributes.find((one) => one.name === name)?.type,
    isFaulty: (_name: string) => false,
    teamsNamed: (name: string) => teamsNamed(name, teams).names.length || undefined,
    attributeNames: attributes.map((one) => one.name),
    teamNames: teams.map((team) => team.name),
  };
  return declarations;
}

/**
 * The engine counts a player's string list as one element; the oracle counts it as one more level of lists.
 */
function typeInEngine(text: string, json: RuleSetJson): Type | undefined {
  const parsed = parseExpression(text);
  if ('problem' in parsed) return undefined;
  const typing = engineType(parsed.node, declarationsOf(json));
  if (!('type' in typing)) return undefined;
  const { element, depth } = typing.type;
  return element === 'string_list'
    ? { element: 'string', depth: depth + 1 }
    : { element: element === 'string_number_map' ? 'map' : element, depth };
}

/**
 * Common strings have no order. A team or a map has no value that an expression could read, so only their
 * number counts.
 */
function comparable(value: Nested | Value, text: string, type: Type | undefined): unknown {
  if (type?.element === 'team' || type?.element === 'map')
    return JSON.stringify(value, (_, item: unknown) => (Array.isArray(item) ? item : 0));
  const sorted = (item: Nested | Value): unknown =>
    Array.isArray(item) ? (item.some(Array.isArray) ? item.map(sorted) : [...item].sort()) : item;
  return text.includes('set_intersection') ? sorted(value) : value;
}

describe('property expressions against a second evaluator', () => {
  it('have the same type and the same value over any lineup, in any layout of blanks', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { ruleSet, text, lineup, once, numberAggregation, listAggregation } = question;
        const type = typeOf(read(text), ruleSet);
        expect(typeInEngine(text, ruleSet)).toEqual(type);
        const expected = evaluate(read(text), {
          ruleSet,
          lineup,
          reading: { ...usualReading, partyValue: once ? 'once' : 'each-member' },
          numberAggregation,
          listAggregation,
        });
        expect(comparable(engineValue(question), text, type)).toEqual(comparable(expected, text, type));
      }),
      { numRuns: runs },
    );
  });

  it('are refused when a function cannot take its argument', () => {
    const paths = fc
      .tuple(
        layouts,
        fc.nat(),
        fc.constantFrom(
          '',
          '.players',
          '.players[playerId]',
          ...attributes.map(({ name }) => `.players.attributes[${name}]`),
        ),
      )
      .map(([layout, at, member]) => ({
        teams: layout.teams,
        path: `teams[${layout.selectors[at % layout.selectors.length] ?? ''}]${member}`,
      }));
    fc.assert(
      fc.property(
        paths,
        fc.array(fc.constantFrom(...functions), { maxLength: 5 }),
        ({ teams, path }, calls) => {
          const json: RuleSetJson = { ruleLanguageVersion: '1.0', playerAttributes: attributes, teams };
          const text = calls.reduce((inner, name) => `${name}(${inner})`, path);
          // Flattening a single list has no effect: the engine accepts it with a warning.
          fc.pre(
            calls.every(
              (name, index) =>
                name !== 'flatten' ||
                typeOf(read(calls.slice(0, index).reduce((inner, call) => `${call}(${inner})`, path)), json)
                  ?.depth !== 1,
            ),
          );
          expect(typeInEngine(text, json)).toEqual(typeOf(read(text), json));
        },
      ),
      { numRuns: runs },
    );
  });
});
