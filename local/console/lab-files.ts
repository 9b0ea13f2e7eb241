import fs from 'node:fs/promises';
import path from 'node:path';
import { type LabFile, type LabSaved } from '../../contract/console/lab';
import { messageOf } from '../../core/message-of';
import { CaseError, parseRuleSet, readCase, readJson } from '../../flexmatch';

/** A file name without a path. */
const fileName = /^[a-z][a-z0-9-]{0,62}$/;

/** The folder of each kind of file in game/, and the check of a text. */
const kinds: Readonly<
  Record<LabFile, { readonly folder: string; problem(text: string, name: string): string | undefined }>
> = {
  'rule-sets': { folder: 'rule-sets', problem: ruleSetProblem },
  cases: { folder: path.join('rule-sets', 'cases'), problem: caseProblem },
};

/**
 * Writes a file of the team: atomically.
 * @param gameFolder game/
 * @throws RangeError saying what is wrong with the name or the text
 */
export async function saveLabFile(
  gameFolder: string,
  kind: LabFile,
  name: string,
  text: string,
): Promise<LabSaved> {
  if (!fileName.test(name))
    throw new RangeError(
      `the name is 1 to 63 of a-z, 0-9 and hyphens, beginning with a letter, not ${JSON.stringify(name)}`,
    );
  const { folder, problem } = kinds[kind];
  const wrong = problem(text, name);
  if (wrong !== undefined) throw new RangeError(wrong);
  const whole = path.join(gameFolder, folder);
  await fs.mkdir(whole, { recursive: true });
  const file = path.join(whole, `${name}.json`);
  const written = `${file}.new`;
  await fs.writeFile(written, text.endsWith('\n') ? text : `${text}\n`);
  await fs.rename(written, file);
  return { file: path.join(path.basename(gameFolder), folder, `${name}.json`) };
}

/** An invalid rule set, or one with another name than its file, would break the build. */
function ruleSetProblem(text: string, name: string): string | undefined {
  try {
    JSON.parse(text);
  } catch (error) {
    return `the build takes JSON without comments: ${messageOf(error)}`;
  }
  const { ruleSet, errors } = parseRuleSet(text);
  const [first] = errors;
  if (first !== undefined) return `${first.path === '' ? '' : `${first.path}: `}${first.message}`;
  if (ruleSet?.name !== name)
    return `its name is ${JSON.stringify(ruleSet?.name ?? '')}: write ${JSON.stringify(name)}, the name of its file`;
  return undefined;
}

function caseProblem(text: string, name: string): string | undefined {
  const reading = readJson(text);
  if (!('value' in reading)) return reading.problem;
  try {
    readCase(reading.value, name);
    return undefined;
  } catch (error) {
    if (error instanceof CaseError) return error.message;
    throw error;
  }
}
