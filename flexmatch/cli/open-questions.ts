import { type Command, Option } from 'commander';
import { type OpenQuestions } from '../engine-types';
import { type OpenQuestionAnswers, openQuestionFlags, readOpenQuestions } from '../open-questions';

/** Adds the switches for open questions to a command. */
export function addOpenQuestions(command: Command): Command {
  for (const { flags, description, choices } of openQuestionFlags) {
    const option = new Option(flags, description);
    command.addOption(choices === undefined ? option : option.choices(choices));
  }
  return command;
}

/** Reads the switches; an invalid one ends the program with a message and exit code 2. */
export function openQuestionsOf(answers: OpenQuestionAnswers): OpenQuestions | undefined {
  try {
    return readOpenQuestions(answers);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
    return undefined;
  }
}
