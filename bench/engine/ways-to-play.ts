/**
 * The ways of playing a recorded match that are measured. Each plays it once and returns a number that
 * depends on its work, so that the compiler cannot leave the work out.
 */
import { type Json } from '../../core/json';
import { MatchChance, seededChance } from '../../core/match/chance';
import { type LogEntry } from '../../core/match/log';
import { type Match, openMatch, replay, submit } from '../../core/match/match';
import { newestEvents } from '../../realtime-server/messages';
import { type RecordedGame, setup } from './recorded-game';

/** The rules alone, each command on what `copied` makes of the state. */
export function playBare<State extends Json, Command extends Json, View extends Json>(
  { game: { rules }, moves }: RecordedGame<State, Command, View>,
  copied: (state: State) => State,
): number {
  const chance = new MatchChance(seededChance('1'));
  let state = rules.setup(chance, setup);
  let results = 0;
  for (const { seat, command } of moves) {
    const read = rules.parseCommand(command);
    if (!('command' in read) || !rules.toAct(state).includes(seat)) throw new Error('not a legal game');
    const applied = rules.apply(copied(state), seat, read.command, chance);
    if ('illegal' in applied) throw new Error(applied.illegal.message);
    state = applied.state;
    if (rules.result(state) !== undefined) results += 1;
  }
  return results;
}

/** The engine; `each` is called with every accepted command, and what it returns is added up. */
export function playOnEngine<State extends Json, Command extends Json, View extends Json>(
  { game, header, moves }: RecordedGame<State, Command, View>,
  each: (match: Match<State, Command, View>, entry: LogEntry) => number,
): number {
  let match = openMatch(game, header);
  let sum = 0;
  for (const { seat, command, id } of moves) {
    const answer = submit(
      match,
      { seat, commandId: id, seenSequence: match.sequence, lagMs: 40, action: { kind: 'play', command } },
      1,
    );
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    sum += each(answer.match, answer.entry);
    match = answer.match;
  }
  return sum + match.sequence;
}

/** An engine that keeps only the log, and rebuilds the match from it for every command. */
export function playFromLog<State extends Json, Command extends Json, View extends Json>({
  game,
  header,
  moves,
}: RecordedGame<State, Command, View>): number {
  let log: readonly LogEntry[] = [];
  for (const { seat, command, id } of moves) {
    const answer = submit(
      replay(game, header, log),
      { seat, commandId: id, action: { kind: 'play', command } },
      1,
    );
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    log = [...log, answer.entry];
  }
  return log.length;
}

const bothSeats = [0, 1];
const ignore = (): void => undefined;

/**
 * Writes the messages of one command as the script does: event, position and clocks for each seat, and the
 * entry of the log. Returns their length in characters.
 */
export function writeMessages<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: LogEntry,
): number {
  let characters = JSON.stringify(entry).length;
  for (const text of newestEvents(match, entry, bothSeats, ignore, entry.at, () => 40))
    characters += text.length;
  return characters;
}

/** A copy by way of JSON text. */
export const jsonCopy = <State extends Json>(state: State): State => JSON.parse(JSON.stringify(state));
