import { type SubmissionRefusal, submissionRefusals } from '../../core/match/refusal';

/** Refusals that do not come from the match itself. */
const adapterRefusals = [
  'malformed',
  'too-large',
  'invalid-message',
  'unknown-op-code',
  'not-seated',
  'wrong-secret',
  'replaced',
  'too-many',
  'try-again',
  'closing',
] as const;

/**
 * Why the script refuses a message: a closed list. docs/realtime-messages.md says what a client does about
 * each.
 */
export type RefusalCode = SubmissionRefusal | (typeof adapterRefusals)[number];
export const refusalCodes: readonly RefusalCode[] = [...adapterRefusals, ...submissionRefusals];

export const isRefusalCode = (text: string): text is RefusalCode =>
  refusalCodes.some((code) => code === text);
