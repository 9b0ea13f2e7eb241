import { type Json } from '../json';
import { type TypedGame, seatRangeOf } from '../define';
import { type MatchHeader, ownershipOf } from './log';
import { type Match } from './match-state';
import { MatchChance, seededChance } from './chance';
import { present } from './answers';
import { ask } from './rules-failure';
import { seatsToAct } from './advance';
import { startClocks } from './clock/clocks';
import { noConduct } from './conduct';
import { MatchLog } from './match-log';
import { type PlayRules } from '../game-rules';

/** A log that does not belong to this match: `code` says why, `sequence` where. */
export class ReplayError extends Error {
  constructor(
    readonly code:
      | 'wrong-game'
      | 'rules-version'
      | 'wrong-seats'
      | 'options'
      | 'gap'
      | 'duplicate-command'
      | 'wrong-owner'
      | 'illegal-entry',
    message: string,
    readonly sequence?: number,
  ) {
    super(message);
    this.name = 'ReplayError';
  }
}

/** The parts of a game that the engine needs: its rules, the reader of its options, and its time rules. */
export type PlayableGame<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
> = Pick<TypedGame<State, Command, View, Options>, 'rules' | 'readOptions' | 'timeRules' | 'takebacks'>;

/**
 * A match before its first command.
 * @throws ReplayError when the header names another game or version of the rules, refused options, or a
 *   number of seats that the game does not take. RulesFailure when the rules fail
 */
export function openMatch<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { rules, readOptions, timeRules, takebacks }: PlayableGame<State, Command, View, Options>,
  header: MatchHeader,
): Match<State, Command, View> {
  checkHeader(rules, header);
  const read = readOptions(header.options);
  if ('problem' in read)
    throw new ReplayError('options', `the options: ${read.problem.field}: ${read.problem.message}`);
  const chance = new MatchChance(seededChance(header.seed));
  const setup = { seats: header.seats.length, teams: header.teams, options: read.options };
  const state = ask('setup', () => present(rules.setup(chance, setup)));
  const { result, toAct } = seatsToAct({ rules, header }, state, []);
  const time = timeRules(read.options);
  return {
    rules,
    header,
    state,
    chance: chance.state,
    sequence: 0,
    ownership: ownershipOf([]),
    toAct,
    choicesChangedAt: header.seats.map(() => 0),
    left: [],
    bots: header.bots,
    time,
    clocks: startClocks(time, header.seats.length, toAct, header.startedAt),
    absentMs: header.seats.map(() => 0),
    takebacks,
    past: undefined,
    offer: undefined,
    offered: [],
    ending:
      result === undefined
        ? undefined
        : { result, endedAt: header.startedAt, commands: 0, conduct: noConduct(header.seats.length) },
    abandoned: undefined,
    log: MatchLog.empty<State>(),
  };
}

function checkHeader<State extends Json, Command extends Json, View extends Json>(
  rules: PlayRules<State, Command, View>,
  header: MatchHeader,
): void {
  if (header.game !== rules.name)
    throw new ReplayError('wrong-game', `the match is of ${header.game}, the rules are of ${rules.name}`);
  if (header.rulesVersion !== rules.version) {
    throw new ReplayError(
      'rules-version',
      `the match was begun under version ${header.rulesVersion} of ${rules.name}, these rules are ` +
        `version ${rules.version}`,
    );
  }
  const seats = header.seats.length;
  const { min, max } = seatRangeOf(rules);
  if (seats < min || seats > max)
    throw new ReplayError(
      'wrong-seats',
      `${rules.name} has ${min === max ? min : `${min} to ${max}`} seats, the match has ${seats}`,
    );
  if (header.teams.length !== seats)
    throw new ReplayError('wrong-seats', `the match has ${seats} seats, but teams of ${header.teams.length}`);
  const isTeam = (team: number, seat: number): boolean =>
    rules.teams === true ? Number.isInteger(team) && team >= 0 : team === seat;
  if (!header.teams.every(isTeam))
    throw new ReplayError(
      'wrong-seats',
      `the seats of ${rules.name} are of the teams ${header.teams.join(', ')}: ` +
        `${rules.teams === true ? 'teams are numbered from 0' : 'every seat is a team of its own'}`,
    );
}
