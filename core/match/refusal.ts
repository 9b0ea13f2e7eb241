import { type RulesFailure } from './rules-failure';

/**
 * Why the engine refuses a command: a closed list (docs/realtime-messages.md says what a client does about
 * each).
 */
export const submissionRefusals = [
  'no-seat',
  'match-over',
  'seat-out',
  'not-your-turn',
  'stale-sequence',
  'sequence-ahead',
  'illegal-command',
  'rules-failed',
  'offer-open',
  'offer-made',
  'no-offer',
  'no-takeback',
  'too-late-to-abort',
  'no-vacation',
  'out-of-time',
] as const;
export type SubmissionRefusal = (typeof submissionRefusals)[number];

/** The refusal of a submission; the match is as before. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: SubmissionRefusal;
  readonly message: string;
  /** With `illegal-command`: the game's own code. */
  readonly rule?: string;
  /** With `rules-failed`: which function of the rules failed, and how. */
  readonly failure?: RulesFailure;
}

/** A refusal by the engine or, with `rule`, by the game. */
export function refuse(code: SubmissionRefusal, message: string, rule?: string): Refused {
  return rule === undefined ? { kind: 'refused', code, message } : { kind: 'refused', code, message, rule };
}
