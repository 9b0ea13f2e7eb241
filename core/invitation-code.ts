import { type RandomSource } from './game-rules';
import { invitationCode, type InvitationCode } from './ids';

/** Letters and digits without those that are mistaken for others: 0 and o, 1, i and l, u and v. */
const letters = '23456789abcdefghjkmnpqrstvwxyz';
const length = 10;

/** A new code, one of 30^10: too many to guess. @param random must be unpredictable */
export function newInvitationCode(random: Pick<RandomSource, 'below'>): InvitationCode {
  return invitationCode(Array.from({ length }, () => letters.charAt(random.below(letters.length))).join(''));
}
