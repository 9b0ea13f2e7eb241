import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

export interface RuleSetFile {
  /** The body as it is deployed: no white space, keys sorted, so that reformatting the file changes nothing. */
  readonly body: string;
  /** First twelve hexadecimal digits of the body's SHA-256. */
  readonly hash: string;
  /** Names of its rules, for the dashboard. */
  readonly rules: readonly string[];
}

/** FlexMatch takes at most this many characters (GameLift quotas page). */
const bodyLimit = 65_535;

/**
 * Reads and validates matchmaking/rule-sets/<name>.json.
 * @throws Error with one line that names the file, the place in it, and what is wrong
 */
export function readRuleSet(folder: string, name: string): RuleSetFile {
  const shown = `matchmaking/rule-sets/${name}.json`;
  const file = path.join(folder, `${name}.json`);
  if (!fs.existsSync(file)) {
    const others = fs.existsSync(folder) ? fs.readdirSync(folder).filter((entry) => entry.endsWith('.json')).map((entry) => entry.slice(0, -5)) : [];
    throw new Error(`${shown} is missing: set matchmaking.ruleSet in config/ to one of ${others.join(', ') || 'the files there (there is none)'}`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${shown}: ${error instanceof Error ? error.message.replaceAll('\n', ' ') : 'no JSON'}: correct the JSON`);
  }
  const body = JSON.stringify(sorted(parsed));
  if (body.length > bodyLimit) throw new Error(`${shown}: has ${body.length} characters, FlexMatch takes ${bodyLimit}: split the rule set`);
  return { body, hash: createHash('sha256').update(body).digest('hex').slice(0, 12), rules: ruleNames(parsed) };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, sorted(member)]));
}

function ruleNames(ruleSet: unknown): readonly string[] {
  if (ruleSet === null || typeof ruleSet !== 'object' || !('rules' in ruleSet) || !Array.isArray(ruleSet.rules)) return [];
  return ruleSet.rules.flatMap((rule: unknown) => (rule !== null && typeof rule === 'object' && 'name' in rule && typeof rule.name === 'string' ? [rule.name] : []));
}
