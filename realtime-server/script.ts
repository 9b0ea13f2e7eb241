import { type LaunchParameters, parseLaunchParameters } from '../contract/launch-parameters';
import { opCode } from '../contract/realtime/op-codes';
import { serverPeerId } from '../contract/realtime/wire/op-codes';
import { writeToPlayer } from '../contract/realtime/to-player';
import { type Clock, pause } from '../core/clock';
import { type Game } from '../core/define';
import { type GameName, type MatchId, type PlayerId, playerSessionId } from '../core/ids';
import { type Backend } from '../definition';
import { type Interruptible, RulesWatch } from '../definition/rules-watch';
import { type MatchStore } from '../store/matches';
import { claimMatch, rulesOf } from './claim-match';
import { defaultLimits, type Limits, limitsOf } from './limits';
import { type MatchHost } from './host';
import { describe, LogWriter } from './log-writer';
import { hostOf } from './open-match';
import { readSessionMatch } from './session-match';
import { type ConnectedPlayer, type RealtimeScript, type RealtimeSession } from './session';

/** The script's dependencies: real parts in server.ts, controlled clocks and failing stores in tests. */
export interface ScriptParts {
  readonly clock: Clock;
  readonly games: ReadonlyMap<GameName, Game>;
  readonly matchmakings: Backend['matchmakings'];
  openStore(parameters: LaunchParameters): MatchStore;
  /** Seed of a new match's randomness: 32 hexadecimal digits. */
  newSeed(): string;
  newId(): string;
  /** Interrupts rules that do not return; absent: V8. */
  readonly interruptible?: Interruptible;
  /** At least 128 bits that cannot be guessed. */
  newSecret(): string;
  /** Ends the process, after the service has been notified. */
  exit(): void;
}

/** A connection from its acceptance to its end; messages before its seat is known are kept in `early`. */
interface Connection {
  seated: 'looking' | 'seated' | 'stranger';
  readonly early: { readonly opCode: number; readonly payload: Uint8Array }[];
}

interface Running {
  readonly host: MatchHost;
  readonly matchId: MatchId;
}

const notSeated = 'this player session does not belong to a seat of this match';

/** The Realtime script: one process, one game session, one match. */
export function createScript(parts: ScriptParts): RealtimeScript {
  const { clock } = parts;
  let session: RealtimeSession | undefined;
  let launched: { readonly store: MatchStore; readonly limits: Limits; readonly prefix: string } | undefined;
  let running: Promise<Running | undefined> | undefined;
  /** The result of `running`. */
  let live: Running | undefined;
  let ending = false;
  const connections = new Map<number, Connection>();

  const opened = (): RealtimeSession => {
    if (session === undefined) throw new Error('the service called before init');
    return session;
  };

  function send(peerId: number, code: number, payload: string): void {
    opened().sendReliableMessage(opened().newTextGameMessage(code, serverPeerId, payload), peerId);
  }

  /** Notifies the service, then ends the process: a session must not outlive its match. */
  async function end(reason: string): Promise<void> {
    if (ending) return;
    ending = true;
    opened().getLogger().info(`ending: ${reason}`);
    try {
      await Promise.race([opened().processEnding(), pause(clock, defaultLimits.endingMs)]);
    } catch (error) {
      opened()
        .getLogger()
        .error(`processEnding: ${describe(error)}`);
    }
    parts.exit();
  }

  async function start(gameSession: unknown): Promise<Running | undefined> {
    const logger = opened().getLogger();
    try {
      if (launched === undefined) throw new Error('the process was not started');
      const { store, limits, prefix } = launched;
      const match = readSessionMatch(
        gameSession,
        () => opened().getGameSessionId(),
        parts.matchmakings,
        prefix,
      );
      const watch = new RulesWatch(limits.rulesMs, parts.interruptible);
      const claimed = await claimMatch({ ...parts, store, limits, logger, watch }, match);
      const { header, ownerEpoch, entries } = claimed;
      const game = watch.over(rulesOf(parts.games, header));
      logger.info(
        `match ${header.matchId}: ${header.game}, epoch ${ownerEpoch}, ${entries.length} entries so far`,
      );
      const log = new LogWriter(store, header.matchId, ownerEpoch, clock, limits, logger);
      const host = await hostOf(
        game,
        claimed,
        log,
        {
          clock,
          limits,
          logger,
          watch,
          send,
          newId: parts.newId,
          newSecret: parts.newSecret,
          over: (reason: string) => {
            void end(reason);
          },
        },
        header.matchmaking === null ? undefined : parts.matchmakings.get(header.matchmaking),
      );
      live = { host, matchId: header.matchId };
      return live;
    } catch (error) {
      logger.error(`the game session cannot be played: ${describe(error)}`);
      await end('the game session cannot be played');
      return undefined;
    }
  }

  /**
   * The player of a player session. Its row is written before the player learns of it; a few retries allow
   * for a late row.
   */
  async function playerOf(matchId: MatchId, player: ConnectedPlayer): Promise<PlayerId | undefined> {
    if (launched === undefined) return undefined;
    const { store, limits } = launched;
    for (let tries = 0; ; tries += 1) {
      try {
        const known = await store.playerOfSession(matchId, playerSessionId(player.playerSessionId));
        if (known !== undefined) return known;
      } catch (error) {
        if (error instanceof RangeError) return undefined; // no player session id of the service's form
        opened()
          .getLogger()
          .warn(`player of session ${player.playerSessionId}: ${describe(error)}`);
      }
      const wait = limits.seatRetriesMs[tries];
      if (wait === undefined) return undefined;
      await pause(clock, wait);
    }
  }

  /** Refuses a message that does not reach the match. */
  function refuse(peerId: number, code: 'not-seated' | 'too-many', message: string): void {
    send(
      peerId,
      opCode.refused,
      writeToPlayer('refused', { code, message, id: null, rule: null, sequence: 0 }),
    );
  }

  async function seat(player: ConnectedPlayer, connection: Connection): Promise<void> {
    const playing = await running;
    if (playing === undefined) return;
    const known = await playerOf(playing.matchId, player);
    if (connections.get(player.peerId) !== connection) return; // left in the meantime
    if (known === undefined || !playing.host.join(player.peerId, known)) {
      connection.seated = 'stranger';
      opened()
        .getLogger()
        .warn(
          `player session ${player.playerSessionId} does not belong to a seat of match ${playing.matchId}`,
        );
      return refuse(player.peerId, 'not-seated', notSeated);
    }
    connection.seated = 'seated';
    for (const { opCode: code, payload } of connection.early.splice(0))
      playing.host.receive(player.peerId, code, payload);
  }

  return {
    // A lost connection is noticed after a ping or two; a seat that reconnects first replaces it.
    configuration: { pingIntervalTime: 5000, maxPlayers: 32 },

    init(given) {
      session = given;
    },

    onProcessStarted(launchParameters) {
      try {
        const parameters = parseLaunchParameters(launchParameters);
        launched = {
          store: parts.openStore(parameters),
          limits: limitsOf(parameters),
          prefix: parameters.prefix,
        };
        return true;
      } catch (error) {
        opened()
          .getLogger()
          .error(`not started: ${describe(error)}`);
        return false;
      }
    },

    onHealthCheck: () => true,

    onStartGameSession(gameSession) {
      running = start(gameSession);
    },

    onPlayerConnect: () => !ending && running !== undefined,

    onPlayerAccepted(player) {
      const connection: Connection = { seated: 'looking', early: [] };
      connections.set(player.peerId, connection);
      seat(player, connection).catch((error: unknown) =>
        opened()
          .getLogger()
          .error(`peer ${player.peerId}: ${describe(error)}`),
      );
    },

    onMessage({ opCode: code, sender, payload }) {
      const connection = connections.get(sender);
      if (connection === undefined || ending) return;
      switch (connection.seated) {
        case 'looking':
          if (connection.early.length < (launched?.limits.pendingMessages ?? 0))
            connection.early.push({ opCode: code, payload });
          else refuse(sender, 'too-many', 'wait for the welcome');
          break;
        case 'stranger':
          refuse(sender, 'not-seated', notSeated);
          break;
        case 'seated':
          live?.host.receive(sender, code, payload);
          break;
      }
    },

    // Players send messages only to the script: a message to another player is never forwarded.
    onSendToPlayer: () => false,
    onSendToGroup: () => false,
    onPlayerJoinGroup: () => false,
    onPlayerLeaveGroup: () => false,

    onPlayerDisconnect(peerId) {
      connections.delete(peerId);
      live?.host.leave(peerId);
    },

    onProcessTerminate() {
      void (async () => {
        const playing = await running;
        await playing?.host.stop();
        await end('the service ends the process');
      })();
    },
  };
}
