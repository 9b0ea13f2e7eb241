import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { type LabFile, type LabSaved } from '../../contract/console/lab';
import { messageOf } from '../../core/message-of';
import { CaseError, parseRuleSet, readCase, readJson } from '../../flexmatch';
import { isSystemError } from '../system-error';

/** A file name without a path. */
const fileName = /^[a-z][a-z0-9-]{0,62}$/;

/** The folder of each kind of file in game/, and the check of a text. */
const kinds: Readonly<
  Record<LabFile, { readonly folder: string; problem(text: string, name: string): string | undefined }>
> = {
  'rule-sets': { folder: 'rule-sets', problem: ruleSetProblem },
  cases: { folder: path.join('rule-sets', 'cases'), problem: caseProblem },
};

/** The file that a save would replace is another than the page has seen. */
export class LabFileChanged extends Error {
  /** Of the present content: a save that names it replaces it. */
  readonly version: string;

  constructor(message: string, version: string) {
    super(message);
    this.version = version;
  }
}

/** A text to save. */
export interface LabText {
  readonly text: string;
  /** Version of the file that it replaces; absent: there is none of this name. */
  readonly replaces?: string | undefined;
}

/** The version of a file's content; absent: there is no file. */
export const versionOf = (text: string | undefined): string =>
  text === undefined ? noVersion : createHash('sha256').update(text).digest('base64url');

const noVersion = 'none';

/** The end of the newest save of each file: two saves at once check and write one after the other. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * Writes a file of `game/`: atomically, and only over the content that its author has seen.
 * @param gameFolder game/
 * @throws RangeError saying what is wrong with the name or the text; LabFileChanged when the file is another
 * than `replaces`, unless it has this text already
 */
export async function saveLabFile(
  gameFolder: string,
  kind: LabFile,
  name: string,
  { text, replaces }: LabText,
): Promise<LabSaved> {
  if (!fileName.test(name))
    throw new RangeError(
      `the name is 1 to 63 of a-z, 0-9 and hyphens, beginning with a letter, not ${JSON.stringify(name)}`,
    );
  const { folder, problem } = kinds[kind];
  const wrong = problem(text, name);
  if (wrong !== undefined) throw new RangeError(wrong);
  const saved = {
    file: path.join(path.basename(gameFolder), folder, `${name}.json`),
    text: text.endsWith('\n') ? text : `${text}\n`,
  };
  const file = path.join(gameFolder, folder, `${name}.json`);
  await inTurn(file, async () => {
    const present = await readIfThere(file);
    if (present === saved.text) return;
    if (versionOf(present) !== (replaces ?? noVersion))
      throw new LabFileChanged(changeOf(saved.file, present, replaces), versionOf(present));
    await fs.mkdir(path.dirname(file), { recursive: true });
    await writeAtomically(file, saved.text);
  });
  return { file: saved.file, version: versionOf(saved.text) };
}

async function inTurn(file: string, run: () => Promise<void>): Promise<void> {
  const before = underWay.get(file) ?? Promise.resolve();
  const turn = before.then(run);
  const ended = turn.catch(() => undefined);
  underWay.set(file, ended);
  try {
    await turn;
  } finally {
    if (underWay.get(file) === ended) underWay.delete(file);
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Another process may save the same file: the temporary file has a name of its own. */
async function writeAtomically(file: string, text: string): Promise<void> {
  const written = `${file}.${randomUUID()}.new`;
  try {
    await fs.writeFile(written, text);
    await fs.rename(written, file);
  } catch (error) {
    await fs.rm(written, { force: true });
    throw error;
  }
}

/** The change of a file since it was opened, in one sentence. */
function changeOf(file: string, present: string | undefined, replaces: string | undefined): string {
  if (present === undefined) return `${file} was removed since it was opened here.`;
  return replaces === undefined || replaces === noVersion
    ? `${file} exists already, with other content.`
    : `${file} has changed on disk since it was opened here.`;
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
    return (
      `its name is ${JSON.stringify(ruleSet?.name ?? '')}: write ${JSON.stringify(name)}, the name of ` +
      'its file'
    );
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
