import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parseRuleSet } from '../flexmatch';

export interface RuleSetFile {
  /**
   * The body as it is deployed: no white space, keys sorted, so that reformatting the file changes nothing.
   */
  readonly body: string;
  /** First twelve hexadecimal digits of the body's SHA-256. */
  readonly hash: string;
  /** Names of its rules, for the dashboard. */
  readonly rules: readonly string[];
}

/**
 * Reads and validates matchmaking/rule-sets/<name>.json.
 * @throws Error with one line that names the file, the place in it, and what is wrong
 */
export function readRuleSet(folder: string, name: string): RuleSetFile {
  const shown = `matchmaking/rule-sets/${name}.json`;
  const file = path.join(folder, `${name}.json`);
  if (!fs.existsSync(file)) {
    const others = fs.existsSync(folder)
      ? fs
          .readdirSync(folder)
          .filter((entry) => entry.endsWith('.json'))
          .map((entry) => entry.slice(0, -5))
      : [];
    throw new Error(
      `${shown} is missing: set matchmaking.ruleSet in config/ to one of ${others.join(', ') || 'the files there (there is none)'}`,
    );
  }
  const text = fs.readFileSync(file, 'utf8');
  const { ruleSet, errors } = parseRuleSet(text);
  const [first] = errors;
  if (ruleSet === undefined) {
    const others =
      errors.length > 1 ? ` (and ${errors.length - 1} more: npm run flexmatch -- validate ${shown})` : '';
    throw new Error(
      `${shown}: ${first?.path ? `${first.path}: ` : ''}${first?.message ?? 'is no rule set'}${others}`,
    );
  }
  const body = JSON.stringify(sorted(withoutComments(shown, text)));
  return {
    body,
    hash: createHash('sha256').update(body).digest('hex').slice(0, 12),
    rules: ruleSet.rules.map(({ name }) => name),
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

/** FlexMatch reads past comments; what is deployed has none, so the file may not either. */
function withoutComments(shown: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(
      `${shown}: ${error instanceof Error ? error.message.replaceAll('\n', ' ') : 'is no JSON'}: write plain JSON, without comments`,
    );
  }
}
