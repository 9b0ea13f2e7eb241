/** Every well-typed expression over the teams and attributes, up to some functions inside one another. */
import fc from 'fast-check';
import { functions, type Element, read, typeOf, type Type } from '../expressions';
import { type RuleSetJson } from '../language';
import { attributes } from './attributes';
import { type Layout } from './teams';

interface Known {
  text: string;
  type: Type;
}

const catalogues = new Map<string, Known[]>();

/** @param calls the maximum depth of nested functions */
function catalogue(layout: Layout, calls: number): Known[] {
  const key = `${calls} ${layout.selectors.join('|')}`;
  const known = catalogues.get(key);
  if (known !== undefined) return known;
  const ruleSet: RuleSetJson = {
    ruleLanguageVersion: '1.0',
    playerAttributes: attributes,
    teams: layout.teams,
  };
  const readTyped = (text: string): Known[] => {
    const type = typeOf(read(text), ruleSet);
    return type === undefined ? [] : [{ text, type }];
  };
  const members = [
    '',
    '.players',
    '.players[playerId]',
    ...attributes.map(({ name }) => `.players.attributes[${name}]`),
  ];
  let last = layout.selectors.flatMap((selector) =>
    members.flatMap((member) => readTyped(`teams[${selector}]${member}`)),
  );
  const all = [...last];
  for (let depth = 0; depth < calls; depth += 1) {
    last = last.flatMap(({ text }) => functions.flatMap((name) => readTyped(`${name}(${text})`)));
    all.push(...last);
  }
  catalogues.set(key, all);
  return all;
}

const drawers = new Map<string, fc.Arbitrary<string>>();

/** Texts of expressions of some element whose depth lies in a range. */
export function expressionsOf(
  layout: Layout,
  element: Element,
  least: number,
  most: number,
): fc.Arbitrary<string> {
  return drawer(
    layout,
    3,
    `${element} ${least} ${most}`,
    ({ type }) => type.element === element && type.depth >= least && type.depth <= most,
  );
}

/** Texts of any expression. @param calls the maximum depth of nested functions */
export const anyExpression = (layout: Layout, calls: number): fc.Arbitrary<string> =>
  drawer(layout, calls, 'any', () => true);

function drawer(
  layout: Layout,
  calls: number,
  what: string,
  fits: (known: Known) => boolean,
): fc.Arbitrary<string> {
  const key = `${calls} ${what} ${layout.selectors.join('|')}`;
  const known =
    drawers.get(key) ??
    fc.constantFrom(
      ...catalogue(layout, calls)
        .filter(fits)
        .map(({ text }) => text),
    );
  drawers.set(key, known);
  return known;
}
