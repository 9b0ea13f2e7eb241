/**
 * The program of one Realtime process: one script, one port, at most one game session. Its fleet starts it
 * (by start.ts), talks to it over Node's IPC channel and redirects its stdout and stderr to the session's log
 * file.
 */
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers';
import { type FromProcess, isToProcess, type ProcessStart, type ToProcess } from '../channel';
import { type KeepCode } from './code-cache';
import { Delivery } from './delivery';
import { FastEndpoint } from './fast-endpoint';
import { showFleetPaths } from './fleet-paths';
import { gameSessionForScript } from './game-session';
import { describe, hearConsole, loggingLevel, sessionLog } from './logger';
import { Login, type PlayerSessions } from './login';
import { Relay } from './relay';
import { Roster } from './roster';
import { loadScript, Script } from './script';
import { installScriptTime } from './script-time';
import { realtimeSession } from './session';
import { Sockets } from './sockets';
import { sourceLines } from './source-lines';
import { trustAuthorities } from './trusted-authorities';

const channel = process.send?.bind(process);
const exit = process.exit.bind(process);
if (channel === undefined) {
  process.stderr.write('This program is started by a Realtime fleet: npm run realtime -- --help\n');
  exit(2);
}
// A script's process has no such channel on the service.
Reflect.deleteProperty(process, 'send');
const tell = (message: FromProcess): void => {
  if (process.connected) channel?.(message);
};
/** Sends the last message before the exit: the channel is asynchronous. */
const leave = (code: number, last?: FromProcess): void => {
  if (last === undefined || !process.connected || channel === undefined) {
    exit(code);
    return;
  }
  channel(last, undefined, undefined, () => exit(code));
};

process.on('disconnect', () => exit(1)); // the fleet has exited, and its sessions with it
// Ctrl-C reaches the whole terminal; the fleet ends its processes in order
process.on('SIGINT', () => undefined);

const questions = new Map<number, (answer: { readonly granted: boolean; readonly reason: string }) => void>();
let asked = 0;
const ask = (about: 'check' | 'accept', playerSessionId: string) =>
  new Promise<{ readonly granted: boolean; readonly reason: string }>((resolve) => {
    asked += 1;
    questions.set(asked, resolve);
    tell({ kind: 'ask', question: asked, about, playerSessionId });
  });
const playerSessions: PlayerSessions = {
  check: (id) => ask('check', id),
  accept: (id) => ask('accept', id),
  remove: (playerSessionId) => tell({ kind: 'remove', playerSessionId }),
};

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

/** Everything up to ProcessReady. Returns the handler of later messages. */
async function begin(start: ProcessStart, keepCode: KeepCode): Promise<(message: ToProcess) => void> {
  if (start.trustedAuthorities !== undefined) trustAuthorities(start.trustedAuthorities);
  const inSources = sourceLines(start.scriptFile);
  const log = sessionLog(
    loggingLevel(start.launchParameters),
    undefined,
    (text) => tell({ kind: 'said', said: { by: 'error', text } }),
    inSources,
  );
  let matchId: string | undefined;
  hearConsole(
    console,
    (text) => tell({ kind: 'said', said: { by: 'console', text } }),
    () => matchId,
  );
  /** Writes to the log, and reports to the developer. */
  const sayAloud = (level: 'error' | 'fatal', thrown: string): void => {
    const text = inSources(thrown);
    log.host(level, text);
    tell({ kind: 'said', said: { by: 'error', text } });
  };
  process.on('unhandledRejection', (reason) =>
    sayAloud('error', `A promise of the script was rejected without a handler: ${describe(reason)}`),
  );
  process.on('uncaughtExceptionMonitor', (error) => {
    sayAloud('fatal', `The script threw outside of its callbacks: ${describe(error)}`);
    tell({
      kind: 'failed',
      detail: `the script threw outside of its callbacks: ${describe(error).split('\n').slice(0, 2).join(' ')}`,
    });
  });
  showFleetPaths(
    { '/local/game': start.gameFolder, '/local/gamemetadata': start.metadataFolder },
    path.join(start.gameFolder, '..', 'src', 'proto'),
  );

  log.host('info', 'Calling GameLiftServerAPI.InitSDK...');
  const roster = new Roster();
  const delivery = new Delivery(roster, start.limits, log);
  const sockets = new Sockets(roster, start.limits, log, start.loginTimeout, start.tls);
  const port = await sockets.listen(start.port, start.host).catch(portTaken('TCP', start.port));
  log.host('info', 'InitSDK succeeded');
  log.host('info', 'Waiting for Realtime server to start...');

  const time = start.time === undefined ? undefined : installScriptTime(start.time);
  const script = new Script(loadScript(start.scriptFile), log);
  if (!script.has('init'))
    log.host('warn', 'The script has no init(session), the one callback that every script needs');
  let gameSessionId: string | undefined;
  let load = performance.eventLoopUtilization();
  let ending = false;
  const session = realtimeSession(
    delivery,
    log,
    () => gameSessionId,
    () => {
      if (!ending) tell({ kind: 'ending' });
      ending = true;
    },
  );
  const { thrown } = script.tell('init', session);
  if (thrown !== undefined) throw new Error(`init threw: ${describe(thrown)}`);
  // An array of words, so that both args.join and "..." + args work.
  const args = start.launchParameters.split(/\s+/).filter((word) => word !== '');
  if (!(await script.ask('onProcessStarted', args)))
    throw new Error('onProcessStarted did not answer true: the process is not ready');

  const { maxPlayers, pingIntervalTime } = script.configuration();
  const relay = new Relay(roster, delivery, script, start.limits, log);
  let fast: FastEndpoint | undefined;
  let fastPort = 0;
  if (start.udpPort !== undefined) {
    fast = new FastEndpoint(roster, start.limits, log, start.host, relay);
    const endpoint = fast;
    fastPort =
      start.udpPort === 0
        ? await endpoint.bind(port).catch(() => endpoint.bind(0))
        : await endpoint.bind(start.udpPort).catch(portTaken('UDP', start.udpPort));
    delivery.sendFast = (peer, sent) => endpoint.send(peer, sent);
  }
  if (start.tls === undefined)
    log.host('info', 'Connection is INSECURE. Messages will be sent/received as plaintext.');
  else
    log.host(
      'info',
      'Connections are TLS 1.2 or later. DTLS is not offered: the UDP port answers VERIFY_IDENTITY in clear, DTLS clients continue over TCP.',
    );
  const login = new Login(
    roster,
    delivery,
    script,
    playerSessions,
    { fastPort, maxPlayers, ...(start.tls === undefined ? {} : { authority: start.tls.authority }) },
    log,
    (count) => tell({ kind: 'players', count }),
  );
  sockets.serve(login, relay, (peer) => fast?.forget(peer), pingIntervalTime);
  log.host(
    'info',
    `Realtime server listens on port ${port}${fastPort === 0 ? ', without UDP' : `, UDP on ${fastPort}`}; process ${start.processId} is ready`,
  );
  keepCode('ready');
  tell({ kind: 'ready', port, udpPort: fastPort, residentBytes: process.memoryUsage.rss() });

  return (message) => {
    switch (message.kind) {
      case 'game-session': {
        gameSessionId = message.session.GameSessionId;
        matchId = message.matchId;
        const started = script.tell('onStartGameSession', gameSessionForScript(message.session, port));
        if (started.thrown !== undefined) {
          leave(1, {
            kind: 'activation-failed',
            detail: `onStartGameSession threw: ${describe(started.thrown)}`,
          });
          return;
        }
        login.open();
        process.once('exit', () => keepCode('played'));
        log.host('info', 'GameLiftServerAPI completed StartGameSession');
        tell({ kind: 'activated' });
        return;
      }
      case 'time':
        time?.change(message.shift);
        return;
      case 'health': {
        const { check } = message;
        const before = load;
        load = performance.eventLoopUtilization();
        const busyShare = performance.eventLoopUtilization(load, before).utilization;
        const answer = (healthy: boolean) =>
          tell({ kind: 'health', check, healthy, residentBytes: process.memoryUsage.rss(), busyShare });
        const healthy = script.ask('onHealthCheck');
        if (typeof healthy === 'boolean') answer(healthy);
        else void healthy.then(answer);
        return;
      }
      case 'terminate': {
        log.host('info', 'The process is to be terminated');
        const { settled } = script.tell('onProcessTerminate');
        const finish = () => {
          sockets.close();
          setTimeout(() => leave(0), 20); // for the close frames
        };
        void Promise.race([settled, new Promise((resolve) => setTimeout(resolve, message.grace))]).then(
          finish,
        );
        return;
      }
      case 'answer':
        questions.get(message.question)?.({ granted: message.granted, reason: message.reason });
        questions.delete(message.question);
        return;
      case 'start':
        return;
    }
  };
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
        const detail = describe(error);
        sessionLog('info').host('fatal', detail);
        leave(1, { kind: 'failed', detail });
      },
    );
  });
}
