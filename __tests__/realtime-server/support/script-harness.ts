import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { formatLaunchParameters, type LaunchParameters } from '../../../contract/launch-parameters';
import { opCode as ours } from '../../../contract/realtime/op-codes';
import { readToPlayer, type ToPlayer } from '../../../contract/realtime/to-player';
import { type ToScript, writeToScript } from '../../../contract/realtime/to-script';
import { type Game, optionsText } from '../../../core/define';
import {
  commandId,
  type GameName,
  matchId,
  playerId,
  type PlayerId,
  playerSessionId,
} from '../../../core/ids';
import { type Json } from '../../../core/json';
import { type Clock } from '../../../core/clock';
import { createScript } from '../../../realtime-server/script';
import { type RealtimeScript } from '../../../realtime-server/session';
import { type MatchStore } from '../../../store';
import { backend } from '../../games';
import { broken } from '../../games/broken';
import { columns } from '../../games/columns';
import { dailyNoughts, noughts, timedNoughts } from '../../games/noughts';
import { endlessBot, failingBots, practisedNoughts, replacedNoughts } from '../../games/practised';
import { survivors, teamSurvivors } from '../../games/survivors';
import { whispers } from '../../games/whispers';
import { region, tables } from './store';
import { until } from '../../support/until';

/** The prefix of the names of FlexMatch configurations. */
export const prefix = 'turnlift-test';

/** The games of the scripts under test. */
export const games: ReadonlyMap<GameName, Game> = new Map(
  [
    noughts,
    timedNoughts,
    dailyNoughts,
    columns,
    survivors,
    teamSurvivors,
    whispers,
    broken,
    practisedNoughts,
    replacedNoughts,
    endlessBot,
    ...failingBots,
  ].map((game) => [game.name, game]),
);

export interface MatchSeats {
  readonly matchId: ReturnType<typeof matchId>;
  readonly players: readonly PlayerId[];
  readonly playerSessions: readonly string[];
  readonly gameSession: { readonly GameSessionId: string; readonly MatchmakerData: string };
}

/** A match as FlexMatch makes one, with the player sessions that functions/matchmaking-events writes. */
export async function arrangeMatch(
  store: MatchStore,
  game: string,
  { teams = [1, 1], options }: Arrangement = {},
): Promise<MatchSeats> {
  const id = matchId(randomUUID());
  const players = teams.flatMap((size) => Array.from({ length: size }, () => playerId(`p-${randomUUID()}`)));
  const playerSessions = players.map(() => `psess-${randomUUID()}`);
  await store.seatPlayerSessions(
    id,
    players.map((player, seat) => ({
      playerId: player,
      playerSessionId: playerSessionId(playerSessions[seat] ?? ''),
    })),
  );
  return {
    matchId: id,
    players,
    playerSessions,
    gameSession: {
      GameSessionId: gameSessionArn(),
      MatchmakerData: matchmakerData(id, game, players, { teams, options }),
    },
  };
}

export const gameSessionArn = (): string => `arn:aws:gamelift:${region}::gamesession/fleet-1/${randomUUID()}`;

/** How matchmaking seats players: the size of each team, and the options that they chose. */
export interface Arrangement {
  readonly teams?: readonly number[];
  readonly options?: Json | undefined;
}

export function matchmakerData(
  id: string,
  game: string,
  players: readonly string[],
  { teams = players.map(() => 1), options }: Arrangement = {},
): string {
  const waiting = [...players];
  return JSON.stringify({
    matchId: id,
    matchmakingConfigurationArn:
      `arn:aws:gamelift:${region}:111122223333:` + `matchmakingconfiguration/${prefix}-duel`,
    teams: teams.map((size, team) => ({
      name: `team-${team}`,
      players: waiting.splice(0, size).map((player) => ({
        playerId: player,
        attributes: {
          game: { attributeType: 'STRING', valueAttribute: game },
          skill: { attributeType: 'DOUBLE', valueAttribute: 1500 },
          ...(options === undefined
            ? {}
            : { options: { attributeType: 'STRING', valueAttribute: optionsText(options) } }),
        },
      })),
    })),
    autoBackfillMode: null,
    autoBackfillTicketId: null,
  });
}

/** A message as a peer received it. */
export type Heard = ToPlayer;
/** A message as the script makes and sends it. */
const gameMessage = z.object({ opCode: z.number(), payload: z.string(), sender: z.number() });

/**
 * The script driven through its callbacks, as the service drives it: for times and faults that a real host
 * does not let a test choose.
 */
export class ScriptHarness {
  readonly script: RealtimeScript;
  readonly log: string[] = [];
  /** Every payload that a peer received, unparsed. */
  readonly payloads = new Map<number, string[]>();
  exited = 0;
  endings = 0;
  /** The service's answer when the script reports that the process ends. */
  ending: () => Promise<boolean> = () => Promise.resolve(true);
  readonly #heardBy = new Map<number, Heard[]>();
  #peers = 0;
  #ids = 0;

  constructor(
    readonly store: MatchStore,
    clock: Clock,
    launch: LaunchParameters['patience'] = {},
  ) {
    this.script = createScript({
      clock,
      openStore: () => store,
      newSeed: () => '5'.repeat(32),
      games,
      matchmakings: backend.matchmakings,
      newId: randomUUID,
      newSecret: randomUUID,
      exit: () => {
        this.exited += 1;
      },
    });
    const note =
      (level: string) =>
      (text: string): void => {
        this.log.push(`${level} ${text}`);
      };
    this.script.init({
      getLogger: () => ({
        debug: note('debug'),
        info: note('info'),
        warn: note('warn'),
        error: note('error'),
      }),
      getServerId: () => -1,
      getGameSessionId: gameSessionArn,
      newTextGameMessage: (opCode, sender, payload) => ({ opCode, sender, payload }),
      sendReliableMessage: (message, peerId) => this.#hear(message, peerId),
      processEnding: () => {
        this.endings += 1;
        return this.ending();
      },
    });
    if (
      !this.script.onProcessStarted(
        formatLaunchParameters({ region, prefix, tables, loggingLevel: 'debug', patience: launch }),
      )
    )
      throw new Error(this.log.join('\n'));
  }

  /** A player connects with a player session; the service's peer id. */
  connect(playerSession: string): number {
    const peerId = (this.#peers += 1);
    this.#heardBy.set(peerId, []);
    this.payloads.set(peerId, []);
    if (!this.script.onPlayerConnect({ player: { peerId, playerSessionId: playerSession } }))
      throw new Error('not let in');
    this.script.onPlayerAccepted({ peerId, playerSessionId: playerSession });
    return peerId;
  }

  /** Connects and waits for the welcome. */
  async join(playerSession: string): Promise<number> {
    const peerId = this.connect(playerSession);
    await this.until(peerId, 'welcome');
    return peerId;
  }

  disconnect(peerId: number): void {
    this.script.onPlayerDisconnect(peerId);
  }

  send(peerId: number, message: ToScript): void {
    const { opCode, payload } = writeToScript(message, this.of(peerId, 'welcome').at(-1)?.secret);
    this.raw(peerId, opCode, payload);
  }

  raw(peerId: number, opCode: number, payload: string | Uint8Array): void {
    this.script.onMessage({ opCode, sender: peerId, payload: Buffer.from(payload) });
  }

  /** Plays a command and returns its id. */
  play(peerId: number, seen: number, command: Json, id = this.nextId()): string {
    this.send(peerId, { kind: 'command', id: commandId(id), seen, command });
    return id;
  }

  nextId(): string {
    this.#ids += 1;
    return `t${this.#ids}`;
  }

  heard(peerId: number): readonly Heard[] {
    return this.#heardBy.get(peerId) ?? [];
  }

  of<Kind extends Heard['kind']>(peerId: number, kind: Kind): Extract<Heard, { kind: Kind }>[] {
    return this.heard(peerId).filter(
      (message): message is Extract<Heard, { kind: Kind }> => message.kind === kind,
    );
  }

  /** Waits for the n-th message of a kind. */
  async until<Kind extends Heard['kind']>(
    peerId: number,
    kind: Kind,
    count = 1,
  ): Promise<Extract<Heard, { kind: Kind }>> {
    await until(
      `${kind} ${count} of peer ${peerId}; heard ${JSON.stringify(this.heard(peerId))}; log ` +
        `${this.log.join(' | ')}`,
      () => this.of(peerId, kind).length >= count,
    );
    const message = this.of(peerId, kind)[count - 1];
    if (message === undefined) throw new Error('unreachable');
    return message;
  }

  /** Waits until a peer has every event up to a number. */
  async untilSequence(peerId: number, sequence: number): Promise<void> {
    await until(`event ${sequence} of peer ${peerId}; log ${this.log.join(' | ')}`, () =>
      this.sequences(peerId).includes(sequence),
    );
  }

  sequences(peerId: number): number[] {
    return this.of(peerId, 'events').flatMap(({ events }) => events.map(({ sequence }) => sequence));
  }

  #hear(message: object, peerId: number): void {
    const { opCode, payload, sender } = gameMessage.parse(message);
    if (sender !== -1 || !Object.values<number>(ours).includes(opCode))
      throw new Error(`the script sent op code ${opCode} as ${sender}`);
    const read = readToPlayer(opCode, Buffer.from(payload));
    if (read === undefined || !('message' in read))
      throw new Error(`the script sent what its contract does not know: ${payload}`);
    this.#heardBy.get(peerId)?.push(read.message);
    this.payloads.get(peerId)?.push(payload);
  }
}
