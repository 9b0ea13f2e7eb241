import { isJsonObject, memberPath, type JsonValue } from '../json/reader';
import { type AttributeValue } from '../engine-types';
import { type Fields, jsonKindOf } from './fields';
import { type Findings } from './problems';
import { type AttributeDeclaration, maxMatchPlayers, type TeamDeclaration, teamNames } from './rule-set';
import { type AttributeType, attributeTypes } from '../engine-types';

/**
 * Reads `playerAttributes`. `faulty` names those whose declaration has an error of its own: their use is not
 * a second error.
 */
export function parseAttributes(
  ruleSet: Fields,
  findings: Findings,
): { readonly attributes: AttributeDeclaration[]; readonly faulty: ReadonlySet<string> } {
  const attributes: AttributeDeclaration[] = [];
  const faulty = new Set<string>();
  for (const fields of ruleSet.objects('playerAttributes', 'player attributes') ?? []) {
    const name = fields.name('attribute');
    const type = fields.oneOf('type', attributeTypes, 'needed');
    const written = fields.raw('default');
    const value =
      type === undefined || written === undefined
        ? undefined
        : parseDefault(written, type, fields.at('default'), findings);
    fields.warnUnknown('a player attribute');
    if (name !== undefined && type === undefined) faulty.add(name);
    if (name === undefined || type === undefined) continue;
    if (attributes.some((other) => other.name === name)) {
      findings.error(
        fields.at('name'),
        'duplicate-name',
        `another attribute is already named "${name}": give each its own name`,
      );
      continue;
    }
    attributes.push({ name, type, ...(value === undefined ? {} : { default: value }) });
  }
  return { attributes, faulty };
}

function parseDefault(
  value: JsonValue,
  type: AttributeType,
  path: string,
  findings: Findings,
): AttributeValue | undefined {
  const wrong = (write: string): undefined =>
    findings.error(path, 'type-mismatch', `the default of a ${type} is ${jsonKindOf(value)}: write ${write}`);
  switch (type) {
    case 'string':
      if (typeof value !== 'string') return wrong('a string of 1 to 100 characters');
      if (value === '') {
        findings.warn(
          path,
          'no-effect',
          'an empty string is not a value (strings have 1 to 100 characters), so there is no default: ' +
            'write a value or leave "default" out',
        );
        return undefined;
      }
      if (value.length > 100)
        findings.warn(path, 'unusual', 'the default has more than the 100 characters that a player may send');
      return value;
    case 'number':
      return typeof value === 'number' ? value : wrong('a number without quotes');
    case 'string_list': {
      const strings = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
      return Array.isArray(value) && strings.length === value.length ? strings : wrong('an array of strings');
    }
    case 'string_number_map': {
      if (!isJsonObject(value)) return wrong('an object with a number for each key');
      const map: Record<string, number> = {};
      Object.setPrototypeOf(map, null);
      for (const [key, weight] of Object.entries(value)) {
        if (typeof weight !== 'number')
          return findings.error(
            memberPath(path, key),
            'type-mismatch',
            `the value of a map is ${jsonKindOf(weight)}: write a number`,
          );
        map[key] = weight;
      }
      return map;
    }
  }
}

/** Reads `teams`. */
export function parseTeams(ruleSet: Fields, findings: Findings): TeamDeclaration[] {
  const list = ruleSet.objects('teams', 'teams');
  if (!ruleSet.has('teams'))
    ruleSet.missing(
      'teams',
      'an array with at least one team, such as [{ "name": "red", "minPlayers": 1, "maxPlayers": 5 }]',
    );
  else if (list?.length === 0 && !findings.errors.some((error) => error.path.startsWith('teams'))) {
    findings.error(
      'teams',
      'empty',
      'there are no teams: write at least one, such as { "name": "red", "minPlayers": 1, "maxPlayers": 5 }',
    );
  }
  const teams: TeamDeclaration[] = [];
  const taken = new Set<string>();
  for (const fields of list ?? []) {
    const team = parseTeam(fields, findings);
    if (team === undefined) continue;
    const names = [team.name, ...teamNames(team)];
    const clash = names.find((own) => taken.has(own));
    if (clash !== undefined) {
      findings.error(
        fields.at('name'),
        'duplicate-name',
        `another team is already named "${clash}": give each its own name, or one team a quantity`,
      );
      continue;
    }
    for (const own of names) taken.add(own);
    teams.push(team);
  }
  return teams;
}

/** Reads one team; undefined when it has no name. */
function parseTeam(fields: Fields, findings: Findings): TeamDeclaration | undefined {
  const name = fields.name('team');
  const minPlayers = fields.number('minPlayers', {
    least: 0,
    whole: true,
    needed: 'the fewest players that the team needs, a whole number',
  });
  const maxPlayers = fields.number('maxPlayers', {
    least: 1,
    whole: true,
    needed: 'the most players that the team takes, a whole number',
  });
  const quantity = fields.number('quantity', { least: 1, whole: true, most: maxMatchPlayers }) ?? 1;
  fields.warnUnknown('a team');
  if (minPlayers !== undefined && maxPlayers !== undefined && minPlayers > maxPlayers) {
    findings.error(
      fields.at('minPlayers'),
      'out-of-range',
      `minPlayers is ${minPlayers} and maxPlayers is ${maxPlayers}: write a minPlayers of at most ` +
        `${maxPlayers}, or a larger maxPlayers`,
    );
  }
  if (name === undefined) return undefined;
  if (/[\],[]/.test(name) || name !== name.trim() || name === '*') {
    findings.warn(
      fields.at('name'),
      'unusual',
      `the name ${JSON.stringify(name)} cannot be written in teams[…]: leave out commas, square ` +
        'brackets and outer blanks',
    );
  }
  return {
    name,
    minPlayers: minPlayers ?? 0,
    maxPlayers: maxPlayers ?? Math.max(1, minPlayers ?? 1),
    quantity,
  };
}
