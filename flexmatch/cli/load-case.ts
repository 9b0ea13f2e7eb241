import path from 'node:path';
import { CaseError, type MatchCase, readCase } from '../cases/case-file';
import { readJson } from '../json/reader';
import { parseRuleSet } from '../rule-set/parse';
import { type RuleSet } from '../rule-set/rule-set';
import { findRuleSet, readText, UnreadableError } from './files';

/** Reads a case and the rule set that it names. @throws UnreadableError */
export function loadCase(file: string): { readonly matchCase: MatchCase; readonly ruleSet: RuleSet } {
  const source = readText(file);
  if ('notUtf8' in source) throw new UnreadableError(`${file} is not UTF-8 text`);
  const reading = readJson(source.text);
  if ('problem' in reading) throw new UnreadableError(`${file} is not JSON: line ${reading.place.line}, column ${reading.place.column}: ${reading.problem}`);
  let matchCase: MatchCase;
  try {
    matchCase = readCase(reading.value, path.basename(file, '.json'));
  } catch (error) {
    if (error instanceof CaseError) throw new UnreadableError(`${file} is no case: ${error.message}`);
    throw error;
  }
  let body: string;
  let from = `the rule set in ${file}`;
  if ('body' in matchCase.ruleSet) ({ body } = matchCase.ruleSet);
  else {
    from = findRuleSet(matchCase.ruleSet.path, file);
    const text = readText(from);
    if ('notUtf8' in text) throw new UnreadableError(`${from} is not UTF-8 text`);
    body = text.text;
  }
  const { ruleSet, errors } = parseRuleSet(body);
  if (ruleSet === undefined) throw new UnreadableError(`${from} is not valid: ${errors.map((error) => `${error.path === '' ? '' : `${error.path}: `}${error.message}`).join('; ')}`);
  return { matchCase, ruleSet };
}
