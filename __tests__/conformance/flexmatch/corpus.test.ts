import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { answerCase, parseRuleSet, readCase } from '../../../flexmatch';
import { compileExpression } from '../../../flexmatch/expressions/compile';
import { type Value } from '../../../flexmatch/expressions/reduce';
import { parseExpression } from '../../../flexmatch/expressions/syntax';
import { typeOf } from '../../../flexmatch/expressions/types';
import { Columns } from '../../../flexmatch/roster/columns';
import { Roster } from '../../../flexmatch/roster/unit';
import { parseStatement, statementHolds } from '../../../flexmatch/rule-set/statement';
import { differences } from './expectations';

const read = (...parts: string[]): string => fs.readFileSync(path.join(__dirname, ...parts), 'utf8');
const list = (folder: string): string[] =>
  fs.readdirSync(path.join(__dirname, folder)).filter((file) => file.endsWith('.json'));

describe('rule sets of the corpus', () => {
  it.each(list('rulesets'))('%s is valid', (file) => {
    expect(parseRuleSet(read('rulesets', file)).errors).toEqual([]);
  });
});

describe('behaviour cases', () => {
  it.each(list('cases'))('%s', (file) => {
    const json = JSON.parse(read('cases', file));
    const { ruleSet } = parseRuleSet(read(json.ruleSet));
    if (ruleSet === undefined) throw new Error(`${json.ruleSet} is not valid`);
    const matchCase = readCase(json, file);
    for (const seed of [1, 2, 3]) {
      const answer = answerCase(matchCase, ruleSet, seed);
      expect({ differences: differences(answer, json.expect), answer }).toMatchObject({ differences: [] });
      expect(answer.budgetEnded).toBeUndefined();
      const named = [
        ...answer.matches.flatMap((match) => match.tickets),
        ...answer.unmatched.map(({ ticket }) => ticket),
      ];
      expect(named.sort()).toEqual(matchCase.tickets.map((ticket) => ticket.ticketId).sort());
      for (const { reasons } of answer.unmatched) expect(reasons[0]).not.toBe('');
    }
  });
});

describe('invalid rule sets', () => {
  it.each(list('invalid').filter((file) => !file.startsWith('_')))('%s is refused', (file) => {
    const json = JSON.parse(read('invalid', file));
    let body: string = json.ruleSetBodyText ?? JSON.stringify(json.ruleSetBody);
    if (json.generate !== undefined) {
      const base = JSON.parse(read('invalid', '_base-valid.json'));
      base.rules[0].description = 'x'.repeat(json.generate.padDescriptionOfFirstRuleTo);
      body = JSON.stringify(base);
    }
    const reading = parseRuleSet(body);
    expect(reading.valid).toBe(false);
    expect(reading.ruleSet).toBeUndefined();
    for (const error of reading.errors) expect(error.message).toMatch(/\S{3}/);
  });

  it.each(['_base-valid.json', '_base-valid-large.json'])('%s, which they are edits of, is valid', (file) => {
    expect(parseRuleSet(read('invalid', file)).errors).toEqual([]);
  });
});

describe('property expressions', () => {
  const table = JSON.parse(read('expressions', 'expressions.json'));
  const teams: Record<string, Array<Record<string, unknown>>> = table.context.teams;
  const names = Object.keys(teams);
  const columns = new Columns(
    Object.entries<'number' | 'string' | 'string_list'>(table.context.attributes).map(([name, type]) => ({
      name,
      type,
    })),
  );

  const evaluate = (text: string): Value => {
    const parsed = parseExpression(text);
    if ('problem' in parsed) throw new Error(parsed.problem);
    const evaluation = compileExpression(parsed.node, {
      columns,
      slotCount: names.length,
      slotsOf: (name) => [names.indexOf(name)],
      attributeType: (name) => table.context.attributes[name],
      numberAggregation: 'avg',
      listAggregation: 'union',
      partyOnce: false,
      noLists: 'empty',
    });
    const roster = new Roster(names.length);
    names.forEach((name, slot) =>
      teams[name]?.forEach((player) =>
        roster.put(
          {
            size: 1,
            weight: 1,
            fixedSlot: -1,
            playerIds: [String(player['id'])],
            latencies: [],
            numbers: columns.numbers.map(({ attribute }) => Number(player[attribute])),
            ownNumbers: [],
            strings: columns.strings.map((attribute) => [String(player[attribute])]),
            lists: columns.lists.map(({ attribute }) => {
              const value = player[attribute];
              return Array.isArray(value) ? value.map(String) : [];
            }),
          },
          slot,
        ),
      ),
    );
    return evaluation(roster);
  };

  it.each<[string, unknown]>(
    table.valid.map((row: { expression: string; value: unknown }) => [row.expression, row.value]),
  )('%s', (expression, value) => {
    const parsed = parseExpression(expression);
    if ('problem' in parsed) throw new Error(parsed.problem);
    const typing = typeOf(parsed.node, {
      attributeType: (name) => table.context.attributes[name],
      teamsNamed: (name) => (names.includes(name) ? 1 : undefined),
      attributeNames: [],
      teamNames: names,
    });
    expect(typing).toHaveProperty('type');
    expect(evaluate(expression)).toEqual(value);
  });

  it('takes the population form of stddev', () => {
    const open = table.open.find((row: { population?: number }) => row.population !== undefined);
    expect(evaluate(open.expression)).toBeCloseTo(open.population, 9);
  });

  it.each<string>(table.invalidSyntax)('refuses %j', (expression) => {
    expect(parseExpression(expression)).toHaveProperty('problem');
  });
});

describe('compound statements', () => {
  const table = JSON.parse(read('expressions', 'compound.json'));
  it.each<[string, Record<string, boolean>, boolean]>(
    table.cases.map((row: { statement: string; rules: Record<string, boolean>; value: boolean }) => [
      row.statement,
      row.rules,
      row.value,
    ]),
  )('%s with %j is %s', (statement, rules, value) => {
    const parsed = parseStatement(statement);
    if ('problem' in parsed) throw new Error(parsed.problem);
    expect(statementHolds(parsed.node, (name) => rules[name] ?? false)).toBe(value);
  });
});
