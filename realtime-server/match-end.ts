import { type WrittenToPlayer } from '../contract/realtime/to-player';
import { type Json } from '../core/json';
import { type MatchEnding } from '../core/match/log';
import { type RulesFailure } from '../core/match/rules-failure';
import { type HostParts, stopTimers } from './host-parts';
import { stackOf } from './log-writer';
import { resultMessage } from './messages';

/**
 * How a hosted match ends for this process: with a result, without one because the rules failed, or because
 * another process owns it.
 */
export class MatchEnd<State extends Json, Command extends Json, View extends Json> {
  readonly #parts: HostParts<State, Command, View>;
  /** Whether the end was recorded before this process took the match over. */
  readonly #wasRecorded: boolean;
  #resultIsRecorded: boolean;
  /** `over` once the match has begun to end. */
  #phase: 'playing' | 'over' = 'playing';
  #recording: Promise<void> = Promise.resolve();
  #abandoned = false;

  constructor(parts: HostParts<State, Command, View>, recorded: boolean) {
    this.#parts = parts;
    this.#wasRecorded = recorded;
    this.#resultIsRecorded = recorded;
  }

  /** Whether the match may still change: it has not begun to end, and this process owns it. */
  get isPlaying(): boolean {
    return this.#phase === 'playing' && !this.#parts.sender.isSilent;
  }

  /** Whether the match has begun to end. */
  get isOver(): boolean {
    return this.#phase === 'over';
  }

  /** The rules failed: the match is over without a result. */
  get isAbandoned(): boolean {
    return this.#abandoned;
  }

  /** The result as it is sent to players; null until it is recorded. */
  get result(): WrittenToPlayer['result'] | null {
    const { ending, header } = this.#parts.current.match;
    return this.#resultIsRecorded && ending !== undefined ? resultMessage(ending, header.teams) : null;
  }

  /** Records the end, sends it to the players, and gives them some time to read it. */
  record(): void {
    this.#recording = this.#record();
  }

  /** Resolves when the attempt to record the end is over. */
  async settled(): Promise<void> {
    await this.#recording;
  }

  async #record(): Promise<void> {
    const { ending } = this.#parts.current.match;
    if (ending === undefined) return;
    if (!this.#resultIsRecorded) {
      switch (await this.#parts.log.finish(ending, () => !this.#parts.sender.isSilent)) {
        case 'recorded':
          break;
        case 'lost':
          return this.endForOtherOwner();
        case 'unavailable':
          return this.silence(
            `the result of match ${this.#parts.current.id} could not be recorded; its log is ` +
              'complete, and the next process that claims it will',
          );
      }
      this.#resultIsRecorded = true;
      this.#announceResult(ending);
    }
    this.#linger();
  }

  #announceResult(ending: MatchEnding): void {
    const { around, attendance, current, sender } = this.#parts;
    const { reason, places } = ending.result;
    around.logger.info(
      `match ${current.id} ended: ${reason}, places ${places.join(' ')}, ${ending.commands} commands`,
    );
    const message = resultMessage(ending, current.match.header.teams);
    for (const { peerId } of attendance.here()) sender.send(peerId, 'result', message);
  }

  /**
   * Rules did not return, and the code that called them was interrupted: the match ends, as after an
   * exception.
   */
  readonly rulesLost = (failure: RulesFailure): void => {
    this.#parts.order.abandon();
    if (this.#parts.current.match.ending === undefined)
      void this.withoutResult(failure, 'and what it was asked for is lost');
    else {
      this.logFailure(failure, 'the match has its result all the same');
      this.record();
    }
  };

  /** The rules failed: the match ends for all its players, and is not counted. */
  async withoutResult(failure: RulesFailure, when: string): Promise<void> {
    if (!this.isPlaying || this.#abandoned) return;
    this.#abandoned = true;
    this.logFailure(failure, `${when}: the match ends without a result`);
    const { attendance, current, log, sender } = this.#parts;
    const abandoned = await log.abandon(current.match.sequence, 'rules-failed');
    if (abandoned !== 'abandoned')
      return this.silence(`match ${current.id} could not be ended by this process: ${abandoned}`);
    for (const { peerId } of attendance.here()) sender.sendRulesFailed(peerId, current.match.header.game);
    this.#linger();
  }

  /** The last player of a match that is over has left. */
  endAfterLastPlayer(): void {
    this.silence('the match is over and every player has left');
  }

  endForOtherOwner(): void {
    this.silence(`another process owns match ${this.#parts.current.id}`);
  }

  /** Ends this process's part in the match: nothing is sent any more. */
  silence(reason: string): void {
    const { around, sender } = this.#parts;
    if (sender.isSilent) return;
    sender.silence();
    stopTimers(this.#parts);
    around.over(reason);
  }

  logFailure(failure: RulesFailure, where: string): void {
    const { around, current } = this.#parts;
    around.logger.error(
      `match ${current.id} of ${current.match.header.game}: rules.${failure.rulesFunction} failed, ` +
        `${where}: ${stackOf(failure.cause)}`,
    );
  }

  #linger(): void {
    if (!this.isPlaying) return;
    this.#phase = 'over';
    stopTimers(this.#parts);
    const { clock, limits } = this.#parts.around;
    clock.after(limits.lingerMs, () => this.silence('the match is over'));
    if (this.#parts.attendance.here().length === 0 && !this.#wasRecorded) this.endAfterLastPlayer();
  }
}
