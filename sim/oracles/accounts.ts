import { isBotId } from '../../core/bots/bot-ids';
import { isDeepStrictEqual } from 'node:util';
import { type MatchHeader } from '../../core/match/log';
import { replay } from '../../core/match/match';
import { outcomesOf, type SeatOutcome } from '../../core/results';
import { type Backend } from '../../definition';
import { matchRows, playerRows } from '../../store/keys';
import { type MatchRow, type Rows } from './rows';

type Violation = (oracle: string, message: string) => void;
type Tally = Record<SeatOutcome, number>;
interface TalliedPlayer {
  readonly playerId: string;
  readonly game: MatchHeader['game'];
  readonly tally: Tally;
}

/**
 * At the end of a world, every result must be counted exactly once everywhere, and must equal the result in
 * the log.
 */
export function checkAccounts(rows: Rows, backend: Backend, violation: Violation): void {
  const accounts = new Map<string, TalliedPlayer>();
  for (const match of rows.matches()) {
    checkLog(match, rows, backend, violation);
    if (match.status === 'finished') count(match, rows, accounts, violation);
  }
  for (const account of accounts.values()) checkAccount(account, rows, violation);
}

function checkLog(match: MatchRow, rows: Rows, { games }: Backend, violation: Violation): void {
  const log = rows.log(match.matchId);
  const game = games.get(match.game);
  if (game === undefined) return;
  let ending;
  try {
    ending = game.with((typed) => replay(typed, match, log).ending);
  } catch (error) {
    violation('the log can be replayed', `match ${match.matchId}: ${String(error)}`);
    return;
  }
  if (match.status === 'finished' && !isDeepStrictEqual(plain(ending), plain(match.outcome)))
    violation(
      'the result is the log’s',
      `match ${match.matchId} is recorded with another result than its log has`,
    );
  if (match.status === 'abandoned' && log.at(-1)?.kind !== 'end')
    violation('an end is in the log', `match ${match.matchId} is abandoned, and its log continues`);
  if (match.status === 'abandoned' && ending !== undefined)
    violation('the result is the log’s', `match ${match.matchId} ended by its log, and is abandoned`);
}

/** Compares values by their JSON, which omits undefined. */
const plain = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));

function count(
  match: MatchRow,
  rows: Rows,
  accounts: Map<string, TalliedPlayer>,
  violation: Violation,
): void {
  const { matchId, game, seats, teams, outcome: ending, counted } = match;
  if (ending === undefined) {
    violation('finished has a result', `match ${matchId} is finished without an ending`);
    return;
  }
  const outcomes = outcomesOf(ending.result, teams);
  for (const [seat, playerId] of seats.entries()) {
    const own = outcomes[seat];
    if (own === undefined) continue;
    const history = rows
      .ofPlayer('matches', playerId, matchRows.history.sortPrefix)
      .filter((row) => row['matchId'] === matchId);
    const bot = isBotId(playerId);
    const expected = bot ? undefined : counted === 'void' ? 'void' : own;
    if (history.length !== (bot ? 0 : 1) || history[0]?.['outcome'] !== expected)
      violation(
        'history once',
        `match ${matchId} stands ${history.length} times in the history of ${playerId}`,
      );
    // A void match is not counted; an unrated one has no record.
    if (counted === undefined || counted === 'void' || counted === 'unrated' || counted === 'with-bots')
      continue;
    const name = `${playerId} ${game}`;
    const account = accounts.get(name) ?? { playerId, game, tally: { win: 0, loss: 0, draw: 0 } };
    accounts.set(name, account);
    account.tally[own] += 1;
  }
}

function checkAccount({ playerId, game, tally }: TalliedPlayer, rows: Rows, violation: Violation): void {
  const [standing = {}] = rows.ofPlayer('players', playerId, playerRows.standing.sort({ game }));
  const said = { win: standing['wins'], loss: standing['losses'], draw: standing['draws'] };
  if (!isDeepStrictEqual(said, tally))
    violation(
      'counted once',
      `${playerId} has ${JSON.stringify(said)} in ${game}, the matches say ${JSON.stringify(tally)}`,
    );
}
