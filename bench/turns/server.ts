/**
 * The measured process: a number of matches, each with its own script, game session and port, on the host
 * that runs scripts on a laptop. Arguments: the number of the first match, how many there are, and the
 * endpoint of a DynamoDB, or nothing for logs in memory.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeGameSessionData } from '../../contract/game-session-data';
import { formatLaunchParameters } from '../../contract/launch-parameters';
import { PacketSender } from '../../local/realtime/process/packet-sender';
import { Login } from '../../local/realtime/process/login';
import { sessionLog } from '../../local/realtime/process/logger';
import { Relay } from '../../local/realtime/process/relay';
import { ConnectionRoster } from '../../local/realtime/process/roster';
import { Script } from '../../local/realtime/process/script';
import { realtimeSession } from '../../local/realtime/process/session';
import { Sockets } from '../../local/realtime/process/sockets';
import { defaultHostLimits } from '../../local/realtime/limits';
import { steadyClock } from '../../realtime-server/steady-clock';
import { createScript } from '../../realtime-server/script';
import { type MatchStore } from '../../store/matches';
import { endlessNoughts } from './endless-noughts';
import { benchTables } from '../tables';
import { durableMatches, headerOf, idOf, memoryMatches, sessionOf } from './tables';

// The way of a message is measured, not how many of them a client may send.
const limits = { ...defaultHostLimits, messagesPerSecond: 1_000_000, messageBurst: 1_000_000 };
// The rivals do not ping their clients either.
const noPingsMs = 3_600_000;
const granted = (): Promise<{ readonly granted: boolean; readonly reason: string }> =>
  Promise.resolve({ granted: true, reason: '' });
const parameters = formatLaunchParameters({
  region: 'us-east-1',
  prefix: 'turnlift-bench',
  tables: benchTables,
  loggingLevel: 'error',
});

/** One match on a port of its own. @returns the port */
async function open(match: number, store: MatchStore): Promise<number> {
  const header = headerOf(match);
  await store.arrange(header);
  await store.seatPlayerSessions(
    header.matchId,
    header.seats.map((playerId, seat) => ({ playerId, playerSessionId: sessionOf(match, seat) })),
  );
  const log = sessionLog('error', (line) => {
    process.stderr.write(line);
  });
  const roster = new ConnectionRoster();
  const delivery = new PacketSender(roster, limits, log);
  const sockets = new Sockets(roster, limits, log, 15_000, undefined);
  const port = await sockets.listen(0, '127.0.0.1');
  const script = new Script(
    createScript({
      clock: steadyClock,
      games: new Map([[endlessNoughts.name, endlessNoughts]]),
      matchmakings: new Map(),
      openStore: () => store,
      newSeed: () => randomBytes(16).toString('hex'),
      newId: randomUUID,
      newSecret: () => randomBytes(16).toString('base64url'),
      exit: () => undefined,
    }),
    log,
  );
  const session = `arn:aws:gamelift:us-east-1::gamesession/fleet-bench/${idOf(match)}`;
  script.notify(
    'init',
    realtimeSession(
      delivery,
      log,
      () => session,
      () => undefined,
    ),
  );
  if (!(await script.ask('onProcessStarted', parameters.split(' '))))
    throw new Error('the script is not ready');
  const { maxPlayers } = script.configuration();
  const login = new Login({
    roster,
    delivery,
    script,
    sessions: { check: granted, accept: granted, remove: () => undefined },
    terms: { fastPort: 0, maxPlayers },
    log,
    playersChanged: () => undefined,
  });
  sockets.serve(login, new Relay(roster, delivery, script, limits, log), () => undefined, noPingsMs);
  script.notify('onStartGameSession', {
    GameSessionId: session,
    GameSessionData: writeGameSessionData(header.matchId),
  });
  login.open();
  return port;
}

const totalOf = ({ user, system }: NodeJS.CpuUsage): number => user + system;

async function main(): Promise<void> {
  const [first = '0', count = '1', endpoint] = process.argv.slice(2);
  const store = endpoint === undefined ? memoryMatches() : durableMatches(endpoint);
  const ports: number[] = [];
  for (let match = Number(first); match < Number(first) + Number(count); match += 1)
    ports.push(await open(match, store));
  process.on('message', () => {
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    process.send?.({ stats: { cpuUs: totalOf(process.cpuUsage()), rss, heap: heapUsed, ext: external } });
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ ready: ports });
}

void main();
