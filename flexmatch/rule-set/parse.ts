import { isJsonObject, readJson } from '../json/reader';
import { type Declarations } from '../expressions/types';
import { Fields, jsonKindOf } from './fields';
import { parseAttributes, parseTeams } from './parse-foundation';
import { parseAlgorithm } from './parse-algorithm';
import { warnOfConstantRules } from './constant-rules';
import { parseExpansions } from './parse-expansions';
import { parseRules } from './parse-rules';
import { Findings, type Problem, type WarningCode } from './problems';
import {
  maxMatchPlayers,
  maxSmallMatchPlayers,
  type AttributeDeclaration,
  type RuleSet,
  teamNames,
  type TeamDeclaration,
} from './rule-set';

/** The result of reading a rule set body. `ruleSet` is present exactly when it is valid. */
export interface RuleSetReading {
  readonly valid: boolean;
  readonly errors: readonly Problem[];
  readonly warnings: ReadonlyArray<Problem<WarningCode>>;
  readonly ruleSet?: RuleSet;
}

/** CreateMatchmakingRuleSet: RuleSetBody has 1 to 65,535 characters. */
export const maxBodyCharacters = 65_535;

/**
 * Reads and checks a rule set.
 * @param body the text, as it would be sent as RuleSetBody
 * @returns every error and warning with path, code and advice; never throws
 */
export function parseRuleSet(body: string): RuleSetReading {
  const findings = new Findings();
  const ruleSet = read(body, findings);
  const valid = findings.errors.length === 0 && ruleSet !== undefined;
  return { valid, errors: findings.errors, warnings: findings.warnings, ...(valid ? { ruleSet } : {}) };
}

function read(body: string, findings: Findings): RuleSet | undefined {
  const fields = readBody(body, findings);
  if (fields === undefined) return undefined;
  const name = fields.text('name', false, 'a string') ?? '';
  checkVersion(fields, findings);
  const { attributes, faulty } = parseAttributes(fields, findings);
  const teams = parseTeams(fields, findings);
  const maxPlayers = teams.reduce((sum, team) => sum + team.maxPlayers * team.quantity, 0);
  if (maxPlayers > maxMatchPlayers)
    findings.error(
      'teams',
      'too-many-players',
      `the teams hold ${maxPlayers} players together (maxPlayers × quantity), and a match has at most ` +
        `${maxMatchPlayers}: lower maxPlayers or quantity`,
    );
  const large = maxPlayers > maxSmallMatchPlayers;
  const algorithm = parseAlgorithm(fields, { attributes, faulty, large, maxPlayers, findings });
  const declared = declarations(attributes, faulty, teams);
  const { rules, sources } = parseRules(fields, declared, large, findings);
  const expansions = parseExpansions(fields, { rules, sources, teams }, { declared, large, findings });
  warnOfConstantRules(rules, sources, teams, expansions, findings);
  fields.warnUnknown('a rule set');
  if (attributes.length > 10)
    findings.warn(
      'playerAttributes',
      'unusual',
      `${attributes.length} attributes are declared, and a player may send 10: the others need defaults`,
    );
  return { name, attributes, algorithm, teams, rules, expansions, maxPlayers, large };
}

/** The members of the body; undefined when it is not a JSON object of an allowed length. */
function readBody(body: string, findings: Findings): Fields | undefined {
  const length = body.length <= maxBodyCharacters ? body.length : charactersOf(body);
  if (length > maxBodyCharacters) {
    return findings.error(
      '',
      'too-long',
      `the body has ${length} characters, and ${maxBodyCharacters} are allowed: shorten descriptions ` +
        'or leave out white space',
    );
  }
  const reading = readJson(body);
  if ('problem' in reading)
    return findings.error(
      '',
      'not-json',
      `line ${reading.place.line}, column ${reading.place.column}: ${reading.problem}`,
    );
  if (reading.firstComment !== undefined) {
    findings.warn(
      '',
      'comment',
      `line ${reading.firstComment.line}: JSON has no comments; the service tolerates them, other ` +
        'tools do not. Write "description" instead.',
    );
  }
  for (const { path, place } of reading.repeatedKeys) {
    findings.warn(
      path,
      'repeated-key',
      `line ${place.line}: this key stands twice in its object and only the last one counts (a ` +
        "mistake that AWS's published example 7 has: two expansions need two objects)",
    );
  }
  if (!isJsonObject(reading.value))
    return findings.error(
      '',
      'not-an-object',
      `the body is ${jsonKindOf(reading.value)}: write an object { "ruleLanguageVersion": "1.0", ` +
        '"teams": [ … ] }',
    );
  return new Fields(reading.value, '', findings);
}

function checkVersion(fields: Fields, findings: Findings): void {
  const version = fields.raw('ruleLanguageVersion');
  if (version === undefined) fields.missing('ruleLanguageVersion', '"1.0"');
  else if (version !== '1.0')
    findings.error(
      'ruleLanguageVersion',
      typeof version === 'string' ? 'unknown-value' : 'wrong-type',
      `the version is ${jsonKindOf(version)}: write the string "1.0"`,
    );
}

/** Characters as the service counts them: a surrogate pair is one. */
function charactersOf(text: string): number {
  let pairs = 0;
  for (let at = 0; at + 1 < text.length; at += 1) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      pairs += 1;
      at += 1;
    }
  }
  return text.length - pairs;
}

function declarations(
  attributes: readonly AttributeDeclaration[],
  faulty: ReadonlySet<string>,
  teams: readonly TeamDeclaration[],
): Declarations {
  const types = new Map(attributes.map((attribute) => [attribute.name, attribute.type]));
  const counts = new Map<string, number>();
  for (const team of teams) {
    for (const single of teamNames(team)) counts.set(single, 1);
    counts.set(team.name, team.quantity);
  }
  return {
    attributeType: (wanted) => types.get(wanted),
    teamsNamed: (wanted) => counts.get(wanted),
    isFaulty: (name) => faulty.has(name),
    attributeNames: [...types.keys()],
    teamNames: teams.map((team) => team.name),
  };
}
