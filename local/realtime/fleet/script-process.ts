import { messageOf } from '../../../core/message-of';
import { type FromProcess, type ProcessStart, type Said, type ToProcess } from '../channel';
import { type FleetReports, type HostedEndpoint, type HostedGameSession, type SessionEnd } from '../hosting';
import { type TimeShift } from '../../time/local-time';
import { type HostTiming } from '../limits';
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
  readonly activationTimeout: number;
  /** Its deployment: processes of an older one are not kept warm. */
  readonly deployment: number;
}

/** The events of a process for its fleet. */
export interface ProcessEvents {
  /** ProcessReady: it can host a session. */
  ready(process: ScriptProcess): void;
  /** It has exited; its ports are free. `detail` describes how. */
  gone(process: ScriptProcess, detail: string): void;
}

/** Ends of a session at the request of the script or of the fleet's owner. */
const asked: ReadonlySet<SessionEnd | undefined> = new Set(['process-ended', 'terminated']);

/** A script process, as its fleet sees it, from the spawn to the exit. */
export class ScriptProcess {
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
  #health: { readonly check: number; answer(healthy: boolean): void } | undefined;
  /** When the health check was asked that waits for its answer, by a monotonic clock. */
  #askedAt: number | undefined;
  #answeredIn: number | undefined;
  #checks = 0;
  #bad = 0;

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
    this.#after(plan.timing.startTimeout, () => {
      if (this.phase === 'starting')
        this.kill('process-unhealthy', `it did not become ready within ${plan.timing.startTimeout} ms`);
    });
  }

  get pid(): number | undefined {
    return this.#launched.pid;
  }

  /** How long its last answer took, or how long it owes one: what a player's message waits for at least, in ms. */
  get answerMs(): number | undefined {
    const owed = this.#askedAt === undefined ? 0 : performance.now() - this.#askedAt;
    return this.#answeredIn === undefined && owed === 0 ? undefined : Math.max(owed, this.#answeredIn ?? 0);
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
      this.#after(this.plan.activationTimeout, () => {
        if (this.phase === 'activating')
          this.kill(
            'activation-timeout',
            `onStartGameSession did not return within ${this.plan.activationTimeout / 1000} s`,
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

  #after(milliseconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, milliseconds);
    this.#timers.add(timer);
  }

  #send(message: ToProcess): void {
    this.#launched.send(message);
  }

  #take(message: FromProcess): void {
    switch (message.kind) {
      case 'ready':
        this.port = message.port;
        this.udpPort = message.udpPort;
        this.residentBytes = message.residentBytes;
        if (this.end !== undefined) return;
        this.phase = 'idle';
        this.#watchHealth();
        this.events.ready(this);
        return;
      case 'failed':
        this.#failure ??= message.detail;
        return;
      case 'activated':
        if (this.phase === 'activating') this.phase = 'active';
        this.activated = true;
        this.#activation?.resolve({ port: this.port, processId: this.id });
        this.#activation = undefined;
        return;
      case 'activation-failed':
        // It exits by itself.
        this.end ??= 'process-crashed';
        this.#failure ??= message.detail;
        this.phase = 'ending';
        this.#after(this.plan.timing.endingGrace, () => this.kill('process-crashed', message.detail));
        return;
      case 'health':
        this.residentBytes = message.residentBytes;
        this.busyShare = message.busyShare;
        if (this.#askedAt !== undefined) this.#answeredIn = performance.now() - this.#askedAt;
        this.#askedAt = undefined;
        if (this.#health?.check === message.check) this.#health.answer(message.healthy);
        return;
      case 'ending':
        this.end ??= 'process-ended';
        this.phase = 'ending';
        this.#after(this.plan.timing.endingGrace, () =>
          this.kill(
            'process-ended',
            `it did not exit within ${this.plan.timing.endingGrace} ms of processEnding()`,
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
        if (this.session !== undefined) {
          this.reports
            .removePlayerSession(this.session.GameSessionId, message.playerSessionId)
            .catch((error: unknown) =>
              this.reports.log(
                `process ${this.id}: player session ${message.playerSessionId} was not removed: ${String(error)}`,
              ),
            );
        }
        return;
    }
  }

  async #answer(question: number, about: 'check' | 'accept', playerSessionId: string): Promise<void> {
    const answer = (granted: boolean, reason: string) =>
      this.#send({ kind: 'answer', question, granted, reason });
    const gameSessionId = this.session?.GameSessionId;
    if (gameSessionId === undefined) {
      answer(false, 'the process has no game session');
      return;
    }
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
  #say(said: Said): void {
    if (this.session === undefined) return;
    this.reports.said?.({
      ...said,
      gameSessionId: this.session.GameSessionId,
      matchId: matchIdOf(this.session),
      logFile: this.plan.logFile,
    });
  }

  /**
   * GameLift checks every 60 s with a timeout of 60 s. A negative answer and a timeout count alike: three in
   * a row end the process.
   */
  #watchHealth(): void {
    const { healthInterval, healthTimeout } = this.plan.timing;
    const judge = (healthy: boolean, silent: boolean) => {
      this.#health = undefined;
      this.#bad = healthy ? 0 : this.#bad + 1;
      if (healthy || this.end !== undefined) return;
      const what = silent
        ? `it did not answer onHealthCheck within ${healthTimeout} ms (a blocked event loop?)`
        : 'onHealthCheck did not answer true';
      this.reports.log(`process ${this.id}: ${what}, ${this.#bad} in a row`);
      this.#say({
        by: 'error',
        text: `${what}, ${this.#bad} in a row: after three the process is killed. Is there a rule that never returns?`,
      });
      if (this.#bad >= 3) this.kill('process-unhealthy', `three health checks in a row failed: ${what}`);
    };
    const check = () => {
      if (this.phase === 'gone') return;
      this.#checks += 1;
      const current = this.#checks;
      const timeout = setTimeout(() => {
        this.#timers.delete(timeout);
        judge(false, true);
      }, healthTimeout);
      this.#timers.add(timeout);
      this.#health = {
        check: current,
        answer: (healthy) => {
          clearTimeout(timeout);
          this.#timers.delete(timeout);
          judge(healthy, false);
        },
      };
      this.#askedAt ??= performance.now();
      this.#send({ kind: 'health', check: current });
      this.#after(Math.max(healthInterval, healthTimeout), check);
    };
    this.#after(healthInterval, check);
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
