/**
 * The program of one Realtime process: one script, one port, at most one game session. Its fleet starts it
 * (by start.ts), talks to it over Node's IPC channel and redirects its stdout and stderr to the session's log
 * file.
 */
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers';
import { isToProcess, type ProcessStart, type ToProcess } from '../channel';
import { type KeepCode } from './code-cache';
import { PacketSender } from './packet-sender';
import { FastEndpoint } from './fast-endpoint';
import { takeAnswer, leave, playerSessions, sendToFleet } from './fleet-channel';
import { showFleetPaths } from './fleet-paths';
import { gameSessionForScript } from './game-session';
import { stackText, hearConsole, loggingLevel, type SessionLog, sessionLog } from './logger';
import { Login } from './login';
import { Relay } from './relay';
import { ConnectionRoster } from './roster';
import { loadScript, Script } from './script';
import { installScriptTime } from './script-time';
import { realtimeSession } from './session';
import { Sockets } from './sockets';
import { sourceLines } from './source-lines';
import { trustAuthorities } from './trusted-authorities';

/** A readable error for a port in use; the error of a socket only has it in `code`. */
function portTaken(transport: 'TCP' | 'UDP', port: number): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    throw error.code === 'EADDRINUSE'
      ? new Error(
          `${transport} port ${port} is in use (EADDRINUSE): end what listens there or choose another`,
        )
      : error;
  };
}

/** The game session of this process, once it has one. */
interface Hosted {
  gameSessionId?: string;
  matchId?: string;
}

/** The session's log. The script's output and errors are reported to the developer, too. */
function startLog(start: ProcessStart, hosted: Hosted): SessionLog {
  const inSources = sourceLines(start.scriptFile);
  const said = (by: 'error' | 'console', text: string) => sendToFleet({ kind: 'said', said: { by, text } });
  const log = sessionLog(
    loggingLevel(start.launchParameters),
    undefined,
    (text) => said('error', text),
    inSources,
  );
  hearConsole(
    console,
    (text) => said('console', text),
    () => hosted.matchId,
  );
  const sayAloud = (level: 'error' | 'fatal', thrown: string): void => {
    const text = inSources(thrown);
    log.host(level, text);
    said('error', text);
  };
  process.on('unhandledRejection', (reason) =>
    sayAloud('error', `A promise of the script was rejected without a handler: ${stackText(reason)}`),
  );
  process.on('uncaughtExceptionMonitor', (error) => {
    sayAloud('fatal', `The script threw outside of its callbacks: ${stackText(error)}`);
    sendToFleet({
      kind: 'failed',
      detail:
        'the script threw outside of its callbacks: ' +
        `${stackText(error).split('\n').slice(0, 2).join(' ')}`,
    });
  });
  return log;
}

/** Loads the script, and calls init and onProcessStarted. @throws Error when the process is not ready then */
async function startScript(
  start: ProcessStart,
  log: SessionLog,
  delivery: PacketSender,
  hosted: Hosted,
): Promise<Script> {
  const script = new Script(loadScript(start.scriptFile), log);
  if (!script.has('init'))
    log.host('warn', 'The script has no init(session), the one callback that every script needs');
  let ending = false;
  const session = realtimeSession(
    delivery,
    log,
    () => hosted.gameSessionId,
    () => {
      if (!ending) sendToFleet({ kind: 'ending' });
      ending = true;
    },
  );
  const { thrown } = script.notify('init', session);
  if (thrown !== undefined) throw new Error(`init threw: ${stackText(thrown)}`);
  // An array of words, so that both args.join and "..." + args work.
  const args = start.launchParameters.split(/\s+/).filter((word) => word !== '');
  if (!(await script.ask('onProcessStarted', args)))
    throw new Error('onProcessStarted did not answer true: the process is not ready');
  return script;
}

/** @param tcpPort the UDP port has the same number where that is free and none is asked for */
async function bindFast(fast: FastEndpoint, asked: number, tcpPort: number): Promise<number> {
  return asked === 0
    ? fast.bind(tcpPort).catch(() => fast.bind(0))
    : fast.bind(asked).catch(portTaken('UDP', asked));
}

/** Everything up to ProcessReady. Returns the handler of later messages. */
async function begin(start: ProcessStart, keepCode: KeepCode): Promise<(message: ToProcess) => void> {
  if (start.trustedAuthorities !== undefined) trustAuthorities(start.trustedAuthorities);
  const { limits, tls } = start;
  const hosted: Hosted = {};
  const log = startLog(start, hosted);
  showFleetPaths(
    { '/local/game': start.gameFolder, '/local/gamemetadata': start.metadataFolder },
    path.join(start.gameFolder, '..', 'src', 'proto'),
  );

  log.host('info', 'Calling GameLiftServerAPI.InitSDK...');
  const roster = new ConnectionRoster();
  const delivery = new PacketSender(roster, limits, log);
  const sockets = new Sockets(roster, limits, log, start.loginTimeoutMs, tls);
  const port = await sockets.listen(start.port, start.host).catch(portTaken('TCP', start.port));
  log.host('info', 'InitSDK succeeded');
  log.host('info', 'Waiting for Realtime server to start...');

  const time = start.time === undefined ? undefined : installScriptTime(start.time);
  const script = await startScript(start, log, delivery, hosted);
  const { maxPlayers, pingIntervalTime } = script.configuration();
  const relay = new Relay(roster, delivery, script, limits, log);
  let fast: FastEndpoint | undefined;
  let fastPort = 0;
  if (start.udpPort !== undefined) {
    const endpoint = new FastEndpoint(roster, limits, log, start.host, relay);
    fast = endpoint;
    fastPort = await bindFast(endpoint, start.udpPort, port);
    delivery.sendFast = (peer, sent) => endpoint.send(peer, sent);
  }
  log.host(
    'info',
    tls === undefined
      ? 'Connection is INSECURE. Messages will be sent/received as plaintext.'
      : 'Connections are TLS 1.2 or later. DTLS is not offered: the UDP port answers VERIFY_IDENTITY in ' +
          'clear, DTLS clients continue over TCP.',
  );
  const login = new Login({
    roster,
    delivery,
    script,
    sessions: playerSessions,
    terms: { fastPort, maxPlayers, ...(tls === undefined ? {} : { authority: tls.authority }) },
    log,
    playersChanged: (count) => sendToFleet({ kind: 'players', count }),
  });
  sockets.serve(login, relay, (peer) => fast?.forget(peer), pingIntervalTime);
  log.host(
    'info',
    'Realtime server listens on port ' +
      `${port}${fastPort === 0 ? ', without UDP' : `, UDP on ${fastPort}`}; process ${start.processId} ` +
      'is ready',
  );
  keepCode('ready');
  sendToFleet({ kind: 'ready', port, udpPort: fastPort, residentBytes: process.memoryUsage.rss() });
  const running = new RunningProcess({ script, login, sockets, log, port, hosted, keepCode, time });
  return (message) => running.handle(message);
}

interface RunningParts {
  readonly script: Script;
  readonly login: Login;
  readonly sockets: Sockets;
  readonly log: SessionLog;
  readonly port: number;
  readonly hosted: Hosted;
  readonly keepCode: KeepCode;
  readonly time: ReturnType<typeof installScriptTime> | undefined;
}

/** A process that is ready: it executes the messages of its fleet. */
class RunningProcess {
  readonly #parts: RunningParts;
  /** Since the last health check. */
  #load = performance.eventLoopUtilization();

  constructor(parts: RunningParts) {
    this.#parts = parts;
  }

  handle(message: ToProcess): void {
    switch (message.kind) {
      case 'game-session':
        this.#startGameSession(message);
        return;
      case 'time':
        this.#parts.time?.change(message.shift);
        return;
      case 'health':
        this.#checkHealth(message.check);
        return;
      case 'terminate':
        this.#terminate(message.grace);
        return;
      case 'answer':
        takeAnswer(message);
        return;
      case 'start':
        return;
    }
  }

  #startGameSession({ session, matchId }: Extract<ToProcess, { readonly kind: 'game-session' }>): void {
    const { script, login, log, port, hosted, keepCode } = this.#parts;
    hosted.gameSessionId = session.GameSessionId;
    hosted.matchId = matchId;
    const { thrown, fulfilled } = script.notify('onStartGameSession', gameSessionForScript(session, port));
    if (thrown !== undefined) {
      leave(1, { kind: 'activation-failed', detail: `onStartGameSession threw: ${stackText(thrown)}` });
      return;
    }
    login.open();
    process.once('exit', () => keepCode('played'));
    const completed = () => log.host('info', 'GameLiftServerAPI completed StartGameSession');
    if (fulfilled === undefined) completed();
    else log.host('info', 'The game session is active. The promise of onStartGameSession is not awaited');
    void fulfilled?.then((isDone) => {
      if (isDone) completed();
      else
        log.host(
          'error',
          'The game session continues, although the promise of onStartGameSession was rejected',
        );
    });
    sendToFleet({ kind: 'activated' });
  }

  #checkHealth(check: number): void {
    const before = this.#load;
    this.#load = performance.eventLoopUtilization();
    // Not a number when no time has passed, which JSON could not hold.
    const busyShare = performance.eventLoopUtilization(this.#load, before).utilization || 0;
    const answer = (healthy: boolean) =>
      sendToFleet({ kind: 'health', check, healthy, residentBytes: process.memoryUsage.rss(), busyShare });
    const healthy = this.#parts.script.ask('onHealthCheck');
    if (typeof healthy === 'boolean') answer(healthy);
    else void healthy.then(answer);
  }

  /** @param grace milliseconds that the script has to finish */
  #terminate(grace: number): void {
    const { script, sockets, log } = this.#parts;
    log.host('info', 'The process is to be terminated');
    const { settled } = script.notify('onProcessTerminate');
    const finish = () => {
      sockets.close();
      setTimeout(() => leave(0), 20); // for the close frames
    };
    void Promise.race([settled, new Promise((resolve) => setTimeout(resolve, grace))]).then(finish);
  }
}

/** Waits for the fleet's orders. */
export function serveFleet(keepCode: KeepCode): void {
  let handle: ((message: ToProcess) => void) | undefined;
  process.on('message', (message: unknown) => {
    if (!isToProcess(message)) return;
    if (message.kind !== 'start') {
      if (handle !== undefined) handle(message);
      else if (message.kind === 'terminate') leave(0);
      return;
    }
    begin(message.start, keepCode).then(
      (next) => {
        handle = next;
      },
      (error: unknown) => {
        const detail = stackText(error);
        sessionLog('info').host('fatal', detail);
        leave(1, { kind: 'failed', detail });
      },
    );
  });
}
