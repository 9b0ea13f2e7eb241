import { messageOf } from '../../../core/message-of';
import { type FromProcess, type ProcessStart, type ToProcess } from '../channel';
import { type FleetReports, type HostedEndpoint, type HostedGameSession, type SessionEnd } from '../hosting';
import { type TimeShift } from '../../time/local-time';
import { type HostTiming } from '../limits';
import { HealthWatch } from './health-watch';
import { type LaunchedProcess, type Launcher } from './launcher';
import { matchIdOf } from './session-match';

export type ProcessPhase = 'starting' | 'idle' | 'activating' | 'active' | 'ending' | 'gone';

/** The start parameters of a process, besides the messages to it. */
export interface ProcessPlan {
  readonly start: ProcessStart;
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeBinary: string;
  readonly logFile: string;
  readonly timing: HostTiming;
  readonly activationTimeoutMs: number;
  /** Its deployment: processes of an older one are not kept warm. */
  readonly deployment: number;
}

/** The events of a process for its fleet. */
export interface ProcessEvents {
  /** ProcessReady: it can host a session. */
  ready(process: SpawnedProcess): void;
  /** It has exited; its ports are free. `detail` describes how. */
  gone(process: SpawnedProcess, detail: string): void;
}

/** Ends of a session at the request of the script or of the fleet's owner. */
const asked: ReadonlySet<SessionEnd | undefined> = new Set(['process-ended', 'terminated']);

/** A script process, as its fleet sees it, from the spawn to the exit. */
export class SpawnedProcess {
  phase: ProcessPhase = 'starting';
  port = 0;
  udpPort = 0;
  players = 0;
  residentBytes: number | undefined;
  /** Share of the time between its last two answers in which its thread was busy. */
  busyShare: number | undefined;
  session: HostedGameSession | undefined;
  /** Its script has started the session. */
  activated = false;
  /** How its session ended, once that is decided; an unexpected exit is a crash. */
  end: SessionEnd | undefined;
  readonly id: string;
  readonly #launched: LaunchedProcess;
  readonly #exited: Promise<void>;
  readonly #timers = new Set<NodeJS.Timeout>();
  #failure: string | undefined;
  #activation: { resolve(endpoint: HostedEndpoint): void; reject(error: Error): void } | undefined;
  readonly #health: HealthWatch;

  constructor(
    readonly plan: ProcessPlan,
    readonly reports: FleetReports,
    readonly events: ProcessEvents,
    launcher: Launcher,
  ) {
    this.id = plan.start.processId;
    let exited = (): void => undefined;
    this.#exited = new Promise((resolve) => {
      exited = resolve;
    });
    this.#health = new HealthWatch(plan.timing, {
      ask: (check) => this.#send({ kind: 'health', check }),
      after: (delayMs, act) => this.#after(delayMs, act),
      isWatched: () => this.end === undefined,
      failed: (what, inARow) => this.#reportUnhealthy(what, inARow),
      unhealthy: (why) => this.kill('process-unhealthy', why),
    });
    // The log file is the process's stdout, so its output is there however it dies, and does not pass through
    // this process.
    this.#launched = launcher.launch(
      {
        command: plan.nodeBinary,
        args: ['--max-semi-space-size=2', plan.program],
        cwd: plan.start.gameFolder,
        environment: plan.environment,
        logFile: plan.logFile,
      },
      {
        message: (message) => this.#take(message),
        over: (detail) => {
          this.#gone(detail);
          exited();
        },
      },
    );
    this.#send({ kind: 'start', start: plan.start });
    this.#after(plan.timing.startTimeoutMs, () => {
      if (this.phase === 'starting')
        this.kill('process-unhealthy', `it did not become ready within ${plan.timing.startTimeoutMs} ms`);
    });
  }

  get pid(): number | undefined {
    return this.#launched.pid;
  }

  /** How long its last answer took, or how long it owes one, in ms: a message waits at least as long. */
  get answerMs(): number | undefined {
    return this.#health.answerMs;
  }

  /** Resolves when the process has exited. */
  exited(): Promise<void> {
    return this.#exited;
  }

  /**
   * Gives it a session. Resolves when the script has started it; rejects when it did not, or when the process
   * died.
   */
  activate(session: HostedGameSession): Promise<HostedEndpoint> {
    this.phase = 'activating';
    this.session = session;
    return new Promise((resolve, reject) => {
      this.#activation = { resolve, reject };
      const matchId = matchIdOf(session);
      this.#send({ kind: 'game-session', session, ...(matchId === undefined ? {} : { matchId }) });
      this.#after(this.plan.activationTimeoutMs, () => {
        if (this.phase === 'activating')
          this.kill(
            'activation-timeout',
            `onStartGameSession did not return within ${this.plan.activationTimeoutMs / 1000} s`,
          );
      });
    });
  }

  /** Calls onProcessTerminate and waits for the exit; kills the process after `grace` milliseconds. */
  terminate(grace: number): Promise<void> {
    if (this.phase !== 'gone') {
      this.end ??= 'terminated';
      if (this.phase !== 'starting') this.phase = 'ending';
      this.#send({ kind: 'terminate', grace });
      this.#after(grace + 1000, () =>
        this.kill('terminated', `it did not end within ${grace} ms of onProcessTerminate`),
      );
    }
    return this.#exited;
  }

  /** Its script goes by this time from now on. */
  setTime(shift: TimeShift): void {
    if (this.phase !== 'gone') this.#send({ kind: 'time', shift });
  }

  /** Kills it immediately. */
  kill(end: SessionEnd, why: string): void {
    if (this.phase === 'gone') return;
    this.end ??= end;
    this.#failure ??= why;
    this.#launched.kill();
  }

  /** A call later, unless the process is gone by then. @returns how to prevent it */
  #after(delayMs: number, act: () => void): () => void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, delayMs);
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  #send(message: ToProcess): void {
    this.#launched.send(message);
  }

  #take(message: FromProcess): void {
    switch (message.kind) {
      case 'ready':
        return this.#isReady(message);
      case 'failed':
        this.#failure ??= message.detail;
        return;
      case 'activated':
        return this.#isActivated();
      case 'activation-failed':
        // It exits by itself.
        this.end ??= 'process-crashed';
        this.#failure ??= message.detail;
        this.phase = 'ending';
        this.#after(this.plan.timing.endingGraceMs, () => this.kill('process-crashed', message.detail));
        return;
      case 'health':
        this.residentBytes = message.residentBytes;
        this.busyShare = message.busyShare;
        this.#health.answered(message);
        return;
      case 'ending':
        this.end ??= 'process-ended';
        this.phase = 'ending';
        this.#after(this.plan.timing.endingGraceMs, () =>
          this.kill(
            'process-ended',
            `it did not exit within ${this.plan.timing.endingGraceMs} ms of processEnding()`,
          ),
        );
        return;
      case 'said':
        this.#say(message.said);
        return;
      case 'players':
        this.players = message.count;
        return;
      case 'ask':
        void this.#answer(message.question, message.about, message.playerSessionId);
        return;
      case 'remove':
        this.#remove(message.playerSessionId);
        return;
    }
  }

  #isReady({ port, udpPort, residentBytes }: Extract<FromProcess, { readonly kind: 'ready' }>): void {
    this.port = port;
    this.udpPort = udpPort;
    this.residentBytes = residentBytes;
    if (this.end !== undefined) return;
    this.phase = 'idle';
    this.#health.start();
    this.events.ready(this);
  }

  #isActivated(): void {
    if (this.phase === 'activating') this.phase = 'active';
    this.activated = true;
    this.#activation?.resolve({ port: this.port, processId: this.id });
    this.#activation = undefined;
  }

  #remove(playerSessionId: string): void {
    if (this.session === undefined) return;
    this.reports.removePlayerSession(this.session.GameSessionId, playerSessionId).catch((error: unknown) => {
      this.reports.log(
        `process ${this.id}: player session ${playerSessionId} was not removed: ${String(error)}`,
      );
    });
  }

  async #answer(question: number, about: 'check' | 'accept', playerSessionId: string): Promise<void> {
    const answer = (granted: boolean, reason: string) =>
      this.#send({ kind: 'answer', question, granted, reason });
    const gameSessionId = this.session?.GameSessionId;
    if (gameSessionId === undefined) return answer(false, 'the process has no game session');
    try {
      if (about === 'check') {
        const checked = await this.reports.checkPlayerSession(gameSessionId, playerSessionId);
        answer(checked.reserved, checked.reserved ? '' : checked.reason);
      } else {
        answer(
          await this.reports.acceptPlayerSession(gameSessionId, playerSessionId),
          'AcceptPlayerSession failed: the player session is not RESERVED',
        );
      }
    } catch (error) {
      answer(false, `the player session could not be looked up: ${messageOf(error)}`);
    }
  }

  /** Passes on output of a session's script; a process without a session only has its log file. */
  #say(said: Extract<FromProcess, { readonly kind: 'said' }>['said']): void {
    if (this.session === undefined) return;
    this.reports.said?.({
      ...said,
      gameSessionId: this.session.GameSessionId,
      matchId: matchIdOf(this.session),
      logFile: this.plan.logFile,
    });
  }

  #reportUnhealthy(what: string, inARow: number): void {
    this.reports.log(`process ${this.id}: ${what}, ${inARow} in a row`);
    this.#say({
      by: 'error',
      text: `${what}, ${inARow} in a row: after three the process is killed. Does a rule never return?`,
    });
  }

  #gone(exit: string): void {
    this.phase = 'gone';
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const detail = this.#failure === undefined ? exit : `${this.#failure} (${exit})`;
    if (!asked.has(this.end)) this.#say({ by: 'error', text: `the process is gone: ${detail}` });
    this.#activation?.reject(new Error(`the game session did not start: ${detail}`));
    this.#activation = undefined;
    this.events.gone(this, detail);
  }
}
