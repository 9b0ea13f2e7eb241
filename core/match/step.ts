import { type GameResult, type LeaveReason } from '../game-rules';
import { type CommandId, type Seat } from '../ids';
import { isSameJson, type Json } from '../json';
import { resultProblem, undeclaredProblem } from '../results';
import { Chance, type ChanceState } from './chance';
import { conductOf } from './conduct';
import { lostBy, resultOfLeaving, teamsPresent } from './leaving';
import { type CommandEntry, type MatchAction } from './log';
import { type Answer, type Match, type OpenOffer, type SubmittedAction } from './match';
import { refuse } from './refusal';
import { ask, RulesFailure } from './rules-failure';

/** What becomes of a command that the engine has nothing against. */
export type Step<State extends Json, Command extends Json, View extends Json> = Exclude<
  Answer<State, Command, View>,
  { kind: 'repeated' | 'failed' }
>;

/**
 * The one place where a match moves on: for new commands and for the log alike.
 * @throws RulesFailure when the rules fail
 */
export function step<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  seat: Seat,
  commandId: CommandId,
  action: SubmittedAction,
  at: number,
): Step<State, Command, View> {
  if (action.kind === 'play') return play(match, seat, commandId, action.command, at);
  const accepted = (changes: Changes<State>) => accept(match, seat, commandId, action, at, changes);
  switch (action.kind) {
    case 'resign':
      return accepted(leave(match, seat, 'resigned'));
    case 'abandon':
      return accepted(
        action.everyone === true
          ? { result: resultOfLeaving(match.header.teams, match.left, 'abandoned') }
          : leave(match, seat, 'abandoned'),
      );
    case 'offer':
      if (match.offer !== undefined)
        return refuse('offer-open', `seat ${match.offer.by} has an offer open: answer it first`);
      if (match.offered.includes(seat))
        return refuse('offer-made', 'you have made an offer since you last moved');
      return accepted({
        offer: { offer: action.offer, by: seat, acceptedBy: [] },
        offered: [...match.offered, seat],
      });
    case 'answer': {
      const { offer, left, header } = match;
      if (offer === undefined || offer.by === seat || offer.acceptedBy.includes(seat))
        return refuse('no-offer', 'no offer waits for your answer');
      if (!action.accept) return accepted({ offer: undefined });
      const acceptedBy = [...offer.acceptedBy, seat];
      return acceptedBy.length < header.seats.length - left.length - 1
        ? accepted({ offer: { ...offer, acceptedBy } })
        : accepted({ result: resultOfLeaving(header.teams, left, 'agreed') });
    }
  }
}

function play<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  seat: Seat,
  commandId: CommandId,
  given: unknown,
  at: number,
): Step<State, Command, View> {
  const { rules } = match;
  const read = ask('parseCommand', () => inOneOf(rules.parseCommand(given), 'command'));
  if ('illegal' in read) return refuse('illegal-command', read.illegal.message, read.illegal.code);
  const chance = new Chance(match.chance);
  const applied = ask('apply', () => inOneOf(rules.apply(match.state, seat, read.command, chance), 'state'));
  if ('illegal' in applied) return refuse('illegal-command', applied.illegal.message, applied.illegal.code);
  checkSeen(match, seat, read.command, applied.state);
  // An offer stands until a seat that it was made to moves instead of answering.
  const offer = match.offer !== undefined && match.offer.by !== seat ? undefined : match.offer;
  return accept(match, seat, commandId, { kind: 'play', command: read.command }, at, {
    moved: { state: applied.state, chance: chance.state },
    offer,
    offered: match.offered.length === 0 ? match.offered : match.offered.filter((other) => other !== seat),
  });
}

/** Rules may be JavaScript: an answer that is neither the value nor a refusal fails here, not later. */
function inOneOf<Given extends object>(given: Given, name: string): Given {
  if (!(name in given) && !('illegal' in given))
    throw new TypeError(`the answer has neither "${name}" nor "illegal"`);
  return given;
}

/** A command that cannot be told to a viewer is not accepted. */
function checkSeen<State extends Json, Command extends Json, View extends Json>(
  { rules, header }: Match<State, Command, View>,
  seat: Seat,
  command: Command,
  state: State,
): void {
  if (rules.seen === undefined) return;
  for (const viewer of ['spectator' as const, ...header.seats.keys()])
    if (viewer !== seat) ask('seen', () => rules.seen?.(command, { seat, viewer, then: state, now: state }));
}

/** A seat leaves: the others play on when the rules say how, else the match ends. */
function leave<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  seat: Seat,
  reason: LeaveReason,
): Changes<State> {
  const { rules, header } = match;
  if (rules.leave === undefined) return { result: lostBy(header.teams, seat, reason) };
  const chance = new Chance(match.chance);
  const state = ask('leave', () => rules.leave?.(match.state, seat, reason, chance) ?? match.state);
  const left = [...match.left, seat];
  const moved = { state, chance: chance.state };
  const result = resultOf(match, state);
  if (result !== undefined) return { moved, left, result };
  // One team alone has nothing to play for, whatever the rules say.
  const present = teamsPresent(header.teams, left);
  return present === 0 || (present === 1 && teamsPresent(header.teams, []) > 1)
    ? { moved, left, result: resultOfLeaving(header.teams, left, reason) }
    : { moved, left, offer: undefined };
}

interface Changes<State> {
  /** The game has moved on. */
  readonly moved?: { readonly state: State; readonly chance: ChanceState };
  readonly left?: readonly Seat[];
  readonly offer?: OpenOffer | undefined;
  readonly offered?: readonly Seat[];
  /** The match ends, whatever the rules say of the state. */
  readonly result?: GameResult;
}

function accept<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  seat: Seat,
  commandId: CommandId,
  action: MatchAction,
  at: number,
  changes: Changes<State>,
): Step<State, Command, View> {
  const { rules, header } = match;
  const sequence = match.sequence + 1;
  const entry: CommandEntry = { kind: 'command', sequence, commandId, seat, at, action };
  const { state, chance } = changes.moved ?? match;
  const left = changes.left ?? match.left;
  const { result, toAct } =
    changes.result !== undefined
      ? { result: changes.result, toAct: [] }
      : changes.moved === undefined
        ? { result: undefined, toAct: match.toAct }
        : seatsToAct(match, state, left);
  return {
    kind: 'accepted',
    entry,
    match: {
      rules,
      header,
      state,
      chance,
      sequence,
      ownership: match.ownership,
      toAct,
      choicesChangedAt:
        changes.moved === undefined
          ? match.choicesChangedAt
          : choicesChangedAt(match, seat, state, toAct, sequence),
      left,
      offer: result === undefined ? ('offer' in changes ? changes.offer : match.offer) : undefined,
      offered: changes.offered ?? match.offered,
      outcome:
        result === undefined
          ? undefined
          : {
              result,
              endedAt: at,
              commands: sequence,
              conduct: conductOf([...match.journal.after(0), entry], header.seats.length),
            },
      abandoned: undefined,
      journal: match.journal.extended(entry, rules.seen === undefined ? undefined : state),
    },
  };
}

type Table<State extends Json, Command extends Json, View extends Json> = Pick<
  Match<State, Command, View>,
  'rules' | 'header'
>;

/**
 * The result of a state, or the seats that may act in it.
 * @throws RulesFailure when the two contradict each other, or the result contradicts the match
 */
export function seatsToAct<State extends Json, Command extends Json, View extends Json>(
  table: Table<State, Command, View>,
  state: State,
  left: readonly Seat[],
): { readonly result: GameResult | undefined; readonly toAct: readonly Seat[] } {
  const result = resultOf(table, state);
  if (result !== undefined) return { result, toAct: [] };
  const { rules, header } = table;
  const toAct = ask('toAct', () => rules.toAct(state).filter((seat) => seat in header.seats));
  const present = left.length === 0 ? toAct : toAct.filter((seat) => !left.includes(seat));
  if (present.length === 0)
    throw new RulesFailure('toAct', new Error('no seat is to act, but the game has no result'));
  return { result, toAct: present };
}

function resultOf<State extends Json, Command extends Json, View extends Json>(
  { rules, header }: Table<State, Command, View>,
  state: State,
): GameResult | undefined {
  return ask('result', () => {
    const result = rules.result(state);
    const problem =
      result === undefined
        ? undefined
        : (resultProblem(result, header.teams) ?? undeclaredProblem(result, rules));
    if (problem !== undefined) throw new Error(problem);
    return result;
  });
}

/**
 * A seat's choices have changed when it has played itself, when it is (or is not) to act any more, and when
 * its legal commands are others than before. So seats that choose at once do not disturb one another.
 */
function choicesChangedAt<State extends Json, Command extends Json, View extends Json>(
  { rules, header, state: before, toAct: actedBefore, choicesChangedAt: known }: Match<State, Command, View>,
  by: Seat,
  after: State,
  toAct: readonly Seat[],
  sequence: number,
): readonly number[] {
  const legal = (state: State, seat: Seat) => ask('legalCommands', () => rules.legalCommands(state, seat));
  return header.seats.map((_, seat) => {
    const [was, is] = [actedBefore.includes(seat), toAct.includes(seat)];
    const same = seat !== by && was === is && (!is || isSameJson(legal(before, seat), legal(after, seat)));
    return same ? (known[seat] ?? 0) : sequence;
  });
}
