import { maxPayloadBytes } from '../../../contract/realtime/op-codes';
import { rematchMs } from '../../../contract/rematch-window';
import { ticketLeaseMs } from '../../../contract/ticket-lease';
import { accessTokenSeconds, refreshSeconds } from '../../../contract/tokens';
import { gameLimits } from '../../../core/game-types';
import { timeDefaults } from '../../../core/match/clock/time-rules';
import { defaultRatedWithinDay } from '../../../core/ranking/scoring';
import { asleepMs, lostOwnerMs, unattendedMs } from '../../../functions/match-sweeper/match-check';
import { maxRewardCharacters, maxRewardLevels } from '../../../functions/period-rewards/checked-reward';
import { freshSeconds } from '../../../functions/players/fresh-session';
import { maxCalls } from '../../../local/console/call-log';
import { nonceGraceSeconds } from '../../../store/identities';
import { type Finding, findings, type NamingText } from './tree';

const numberWords = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven'],
  ...['twelve', 'thirteen', 'fourteen', 'fifteen'],
];
const figure = `([\\d,]+|${numberWords.join('|')})`;

/** A sentence with a figure that is a constant of the code. */
interface Figure {
  /** The words around the figure, which stands as `N`. A space matches any white space. */
  readonly sentence: string;
  readonly value: number;
}

const second = 1000;
const minute = 60 * second;

/** Only sentences whose words are about one constant: elsewhere the same figure is that of another one. */
export const figures: readonly Figure[] = [
  { sentence: 'A session lasts N days', value: refreshSeconds / 86_400 },
  { sentence: 'access token \\(a JWT, RS256, N minutes', value: accessTokenSeconds / 60 },
  { sentence: 'until it expires, up to N minutes', value: accessTokenSeconds / 60 },
  { sentence: 'opened within(?: the last)? N minutes', value: freshSeconds / 60 },
  { sentence: 'be repeated for N seconds', value: nonceGraceSeconds },
  { sentence: 'the last N calls', value: maxCalls },
  { sentence: '0 to N\\. It should be long enough that a spectator', value: most() },
  { sentence: 'delaySeconds: \\d+ }` \\(0 to N seconds', value: most() },
  { sentence: 'rematch`?, within N minutes', value: rematchMs / minute },
  { sentence: 'a rematch is possible for N minutes', value: rematchMs / minute },
  { sentence: 'lease of N seconds', value: ticketLeaseMs / second },
  { sentence: 'was silent for N seconds', value: ticketLeaseMs / second },
  { sentence: 'claims the match N minutes', value: unattendedMs / minute },
  { sentence: 'no sign of life for N minutes', value: lostOwnerMs / minute },
  { sentence: 'no clock can end is abandoned after N minutes', value: asleepMs / minute },
  { sentence: 'lets `idleMs` pass \\(N minutes by default', value: timeDefaults.idleMs / minute },
  { sentence: '`firstTurnMs`, N minutes', value: timeDefaults.firstTurnMs / minute },
  { sentence: 'the match is void\\. Default N', value: timeDefaults.firstTurnMs },
  { sentence: 'the first N are rated', value: defaultRatedWithinDay },
  { sentence: 'reward is at most N characters', value: maxRewardCharacters },
  { sentence: 'characters of JSON in N levels', value: maxRewardLevels },
  { sentence: '\\(the script\\), at most N bytes', value: maxPayloadBytes },
  { sentence: '`too-large` *\\| more than N bytes', value: maxPayloadBytes },
];

function most(): number {
  return gameLimits.spectatorDelaySeconds.most;
}

const valueOf = (text: string): number =>
  numberWords.includes(text) ? numberWords.indexOf(text) : Number(text.replaceAll(',', ''));

const patternOf = ({ sentence }: Figure): RegExp =>
  new RegExp(
    sentence.replaceAll(/(?<!\*) (?!\*)/g, '\\s+').replace(/(?<![a-zA-Z])N(?![a-zA-Z])/, figure),
    'g',
  );

/** Figures in sentences about a constant of the code that are not its value. */
export const wrongFigures = (naming: readonly NamingText[]): readonly Finding[] =>
  figures.flatMap((one) =>
    findings(naming, patternOf(one), ([, found = '']) => (valueOf(found) === one.value ? [] : [found])),
  );

/** Sentences that no text has any more. */
export const staleFigures = (naming: readonly NamingText[]): readonly string[] =>
  figures
    .filter((one) => findings(naming, patternOf(one), () => ['found']).length === 0)
    .map(({ sentence }) => sentence);
