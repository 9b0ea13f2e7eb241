import path from 'node:path';
import { CaseError, type MatchCase, readCase } from '../cases/case-file';
import { readJson } from '../json/reader';
import { parseRuleSet } from '../rule-set/parse';
import { type RuleSet } from '../rule-set/rule-set';
import { findRuleSet, inOneLine, readContent, shownName, standardInput, UnreadableError } from './files';

/** Reads a case and the rule set that it names. @param file a path, or `-` @throws UnreadableError */
export function loadCase(file: string): { readonly matchCase: MatchCase; readonly ruleSet: RuleSet } {
  const name = shownName(file);
  const reading = readJson(readContent(file));
  if ('problem' in reading)
    throw new UnreadableError(
      `${name} is not JSON: line ${reading.place.line}, column ${reading.place.column}: ${reading.problem}`,
    );
  let matchCase: MatchCase;
  try {
    matchCase = readCase(reading.value, file === standardInput ? 'stdin' : path.basename(file, '.json'));
  } catch (error) {
    if (error instanceof CaseError) throw new UnreadableError(`${name} is not a case: ${error.message}`);
    throw error;
  }
  let body: string;
  let from = `the rule set in ${name}`;
  if ('body' in matchCase.ruleSet) ({ body } = matchCase.ruleSet);
  else {
    from = findRuleSet(matchCase.ruleSet.path, file);
    body = readContent(from);
  }
  const { ruleSet, errors } = parseRuleSet(body);
  if (ruleSet === undefined) throw new UnreadableError(`${from} is not valid: ${inOneLine(errors)}`);
  return { matchCase, ruleSet };
}
