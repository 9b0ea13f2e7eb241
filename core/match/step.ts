import { type Changes, advance, resultOf } from './advance';
import { type IllegalCommand, type LeaveReason, type PlayRules } from '../game-rules';
import { type CommandId, type Seat } from '../ids';
import { type Json } from '../json';
import { MatchChance } from './chance';
import { clocksOnVacation } from './clock/clocks';
import { lostBy, resultOfLeaving, teamsPresent } from './leaving';
import { type BotSeat, type CommandEntry, type MatchAction } from './log';
import { type SubmissionEffect, type Match, type OpenOffer, type SubmittedAction } from './match-state';
import { refuse } from './refusal';
import { commandIn, asJson, stateIn } from './answers';
import { ask } from './rules-failure';
import { takebackRefusal, undo } from './takeback';
import { type Past } from './match-state';

/** The outcome of a command that the engine itself does not refuse. */
export type Step<State extends Json, Command extends Json, View extends Json> = Exclude<
  SubmissionEffect<State, Command, View>,
  { kind: 'repeated' | 'failed' }
>;

/** A command on its way into the log. */
export interface ArrivedCommand {
  readonly seat: Seat;
  readonly commandId: CommandId;
  /** Epoch ms at which it arrived, not before the entry that it follows. */
  readonly at: number;
  /** Round trip of the sender in ms, as the server measured it. */
  readonly lagMs?: number;
}

/**
 * Applies a command to a match, both for new commands and when the log is folded.
 * @throws RulesFailure when the rules fail
 */
export function step<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  arrived: ArrivedCommand,
  action: SubmittedAction,
): Step<State, Command, View> {
  if (action.kind === 'play') return play(match, arrived, action.command);
  const { seat, at } = arrived;
  const { header, left } = match;
  const accepted = (changes: Changes<State>) => accept(match, arrived, action, changes);
  switch (action.kind) {
    case 'resign':
      return accepted(leaveMatch(match, [seat], 'resigned'));
    case 'abandon':
      return accepted(
        action.everyone === true
          ? { result: resultOfLeaving(header.teams, left, 'abandoned') }
          : leaveMatch(match, [seat], 'abandoned'),
      );
    case 'bot':
      return accepted({ bots: botsAfter(match.bots, { seat, strength: action.strength }) });
    case 'abort':
      return match.clocks.seats.every(({ commands }, other) => commands > 0 || left.includes(other))
        ? refuse('too-late-to-abort', 'every seat has played: resign, or offer a draw')
        : accepted({ result: resultOfLeaving(header.teams, left, 'aborted') });
    case 'return':
      return accepted({
        absentMs: match.absentMs.map((ms, other) => (other === seat ? ms + action.awayMs : ms)),
      });
    case 'vacation': {
      const { days } = action;
      const taken = clocksOnVacation(match.time, match.clocks, seat, {
        days,
        at,
        startedAt: header.startedAt,
      });
      return 'problem' in taken ? refuse('no-vacation', taken.problem) : accepted({ clocks: taken.clocks });
    }
    case 'offer':
      return makeOffer(match, arrived, action);
    case 'answer':
      return answerOffer(match, arrived, action);
  }
}

type ActionOf<Kind extends SubmittedAction['kind']> = Extract<SubmittedAction, { readonly kind: Kind }>;

function makeOffer<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  arrived: ArrivedCommand,
  action: ActionOf<'offer'>,
): Step<State, Command, View> {
  const { seat, at } = arrived;
  if (match.offer !== undefined)
    return refuse('offer-open', `seat ${match.offer.by} has an offer open: answer it first`);
  if (match.offered.includes(seat))
    return refuse('offer-made', 'you have made an offer since you last moved');
  const refused = action.offer === 'takeback' ? takebackRefusal(match, seat) : undefined;
  if (refused !== undefined) return refused;
  const offer = { offer: action.offer, by: seat, at, acceptedBy: [] };
  return accept(match, arrived, action, { offer, offered: [...match.offered, seat] });
}

function answerOffer<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  arrived: ArrivedCommand,
  action: ActionOf<'answer'>,
): Step<State, Command, View> {
  const { seat, at } = arrived;
  const { header, left, offer } = match;
  if (offer === undefined || offer.by === seat || offer.acceptedBy.includes(seat))
    return refuse('no-offer', 'no offer waits for your answer');
  if (offer.offer !== action.offer)
    return refuse('no-offer', `the offer that waits for your answer is a ${offer.offer}`);
  if (!action.accept) return accept(match, arrived, action, { offer: undefined });
  const acceptedBy = [...offer.acceptedBy, seat];
  const changes =
    acceptedBy.length < header.seats.length - left.length - 1
      ? { offer: { ...offer, acceptedBy } }
      : applyOffer(match, offer, at);
  return accept(match, arrived, action, changes);
}

/** True while a bot plays a seat. */
export const isBotSeat = ({ bots }: { readonly bots: readonly BotSeat[] }, seat: Seat): boolean =>
  bots.length > 0 && bots.some((bot) => bot.seat === seat);

const botsAfter = (bots: readonly BotSeat[], next: BotSeat): readonly BotSeat[] =>
  [...bots.filter(({ seat }) => seat !== next.seat), next].sort((one, other) => one.seat - other.seat);

/** The changes by an offer that every seat has accepted. */
function applyOffer<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  offer: OpenOffer,
  at: number,
): Changes<State> {
  if (offer.offer === 'draw') return { result: resultOfLeaving(match.header.teams, match.left, 'agreed') };
  const undone = undo(match, offer, at);
  if (undone === undefined) return { offer: undefined };
  return {
    moved: { state: undone.state, chance: match.chance },
    clocks: undone.clocks,
    past: undone.past,
    offer: undefined,
    offered: match.offered.filter((other) => other !== offer.by),
  };
}

function play<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  arrived: ArrivedCommand,
  given: unknown,
): Step<State, Command, View> {
  const { seat } = arrived;
  const chance = new MatchChance(match.chance);
  const applied = readApplied(match.rules, match.state, seat, given, chance);
  if ('illegal' in applied) return refuse('illegal-command', applied.illegal.message, applied.illegal.code);
  checkSeen(match, seat, applied.command, applied.state);
  const { offer, offered } = match;
  // A draw offer stands until a seat that it was made to moves instead of answering, a takeback until any
  // seat moves.
  const stands = offer !== undefined && offer.by === seat && offer.offer === 'draw';
  return accept(
    match,
    arrived,
    { kind: 'play', command: applied.command },
    {
      moved: { state: applied.state, chance: chance.state },
      offer: stands ? offer : undefined,
      offered: offered.length === 0 ? offered : offered.filter((other) => other !== seat),
      past: match.takebacks ? pastOf(match, arrived) : undefined,
    },
  );
}

const pastOf = <State extends Json, Command extends Json, View extends Json>(
  { state, toAct, clocks, past }: Match<State, Command, View>,
  { seat, at }: ArrivedCommand,
): Past<State> => ({ by: seat, at, state, toAct, clocks, before: past });

/**
 * Reads a command and applies it.
 * @throws RulesFailure when the rules fail
 */
export function readApplied<State extends Json, Command extends Json, View extends Json>(
  rules: PlayRules<State, Command, View>,
  state: State,
  seat: Seat,
  given: unknown,
  chance: MatchChance,
): { readonly state: State; readonly command: Command } | { readonly illegal: IllegalCommand } {
  const read = ask('parseCommand', () => commandIn(rules.parseCommand(given)));
  if ('illegal' in read) return read;
  const applied = ask('apply', () => stateIn(rules.apply(state, seat, read.command, chance)));
  return 'illegal' in applied ? applied : { state: applied.state, command: read.command };
}

/** A command is not accepted when it cannot be shown to a viewer. */
function checkSeen<State extends Json, Command extends Json, View extends Json>(
  { rules, header }: Match<State, Command, View>,
  seat: Seat,
  command: Command,
  state: State,
): void {
  if (rules.seen === undefined) return;
  for (const viewer of ['spectator' as const, ...header.seats.keys()])
    if (viewer !== seat)
      ask('seen', () => asJson(rules.seen?.(command, { seat, viewer, then: state, now: state }) ?? null));
}

/** Seats leave: the others play on when the rules say how, else the match ends. */
export function leaveMatch<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  seats: readonly Seat[],
  reason: LeaveReason,
): Changes<State> {
  const { rules, header } = match;
  if (rules.leave === undefined) return { result: lostBy(header.teams, seats[0] ?? 0, reason) };
  const chance = new MatchChance(match.chance);
  const state = seats.reduce(
    (before, seat) => ask('leave', () => rules.leave?.(before, seat, reason, chance) ?? before),
    match.state,
  );
  const left = [...match.left, ...seats];
  const moved = { state, chance: chance.state };
  const result = resultOf(match, state);
  if (result !== undefined) return { moved, left, result };
  // A match ends when one team is left, or only bots, regardless of the rules.
  const present = teamsPresent(header.teams, left);
  const botsAlone = header.seats.every((_, seat) => left.includes(seat) || isBotSeat(match, seat));
  return botsAlone || present === 0 || (present === 1 && teamsPresent(header.teams, []) > 1)
    ? { moved, left, result: resultOfLeaving(header.teams, left, reason, seats.length) }
    : { moved, left, offer: undefined, past: undefined };
}

function accept<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  { seat, commandId, at, lagMs = 0 }: ArrivedCommand,
  action: MatchAction,
  changes: Changes<State>,
): Step<State, Command, View> {
  const sequence = match.sequence + 1;
  const base = { kind: 'command' as const, sequence, commandId, seat, at, action };
  const measured = lagMs > 0 && action.kind === 'play' && match.time.control.kind !== 'none';
  const entry: CommandEntry = isBotSeat(match, seat)
    ? { ...base, bot: true }
    : measured
      ? { ...base, lagMs }
      : base;
  return { kind: 'accepted', entry, match: advance(match, entry, changes) };
}
