import {
  allPlayersGroupId,
  maxOpCode,
  noTarget,
  serverPeerId,
} from '../../../contract/realtime/wire/op-codes';
import { packet } from '../../../contract/realtime/wire/packet';
import { type PacketSender } from './packet-sender';
import { bytesOf, type GameMessage, newMessage } from './game-message';
import { type SessionLog } from './logger';
import { type Player } from './peer';

/** The result of processEnding(). It is not documented; scripts print it or test its truth. */
class Outcome {
  readonly Success = true;
  readonly Error = null;

  toString(): string {
    return 'true';
  }
}

/** The methods of the session object (Realtime guide, "server script reference"). */
export interface RealtimeSession {
  getLogger(): SessionLog['script'];
  getServerId(): number;
  getAllPlayersGroupId(): number;
  getPlayers(): Map<number, Player>;
  getGameSessionId(): string | undefined;
  newTextGameMessage(opCode: unknown, sender: unknown, payload?: unknown): GameMessage;
  newBinaryGameMessage(opCode: unknown, sender: unknown, payload?: unknown): GameMessage;
  sendMessage(message: unknown, targetPeer: unknown): void;
  sendReliableMessage(message: unknown, targetPeer: unknown): void;
  sendGroupMessage(message: unknown, group: unknown): void;
  sendReliableGroupMessage(message: unknown, group: unknown): void;
  broadcastGroupMembershipUpdate(groupToBroadcast: unknown, targetGroup: unknown): void;
  processEnding(): Promise<object>;
}

/** A peer id in the forms that scripts use: a number, its text, or a player object. */
function peerIdOf(target: unknown): number {
  if (typeof target === 'object' && target !== null && 'peerId' in target) return Number(target.peerId);
  return typeof target === 'number' || typeof target === 'string' ? Number(target) : NaN;
}

function show(value: unknown): string {
  try {
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  } catch {
    return typeof value;
  }
}

/** Sends the messages of a script; invalid ones, and those without a receiver, are logged. */
class Sender {
  readonly #delivery: PacketSender;
  readonly #log: SessionLog;

  constructor(delivery: PacketSender, log: SessionLog) {
    this.#delivery = delivery;
    this.#log = log;
  }

  toPlayer(message: unknown, target: unknown, reliable: boolean): void {
    const sent = this.#outgoing(message, reliable, peerIdOf(target), () => `player ${show(target)}`);
    if (sent === undefined) return;
    const peer = this.#delivery.roster.peer(sent.targetPlayer);
    if (peer === undefined) {
      this.#log.host(
        'warn',
        `A message with op code ${sent.opCode} is dropped: there is no player ${show(target)}`,
      );
      return;
    }
    this.#delivery.toPeer(peer, sent);
  }

  toGroup(message: unknown, target: unknown, reliable: boolean): void {
    const { roster } = this.#delivery;
    const group = Number(target);
    const sent = this.#outgoing(message, reliable, noTarget, () => `group ${show(target)}`);
    if (sent === undefined) return;
    const members = roster.members(group);
    if (members.length === 0) {
      this.#log.host(
        'debug',
        `A message with op code ${sent.opCode} has no receiver: group ${show(target)} has no members`,
      );
      return;
    }
    for (const id of members) {
      const peer = roster.peer(id);
      if (peer !== undefined) this.#delivery.toPeer(peer, { ...sent, targetPlayer: id, targetGroup: group });
    }
  }

  /** The message to send to a player, or undefined when it is invalid. */
  #outgoing(message: unknown, reliable: boolean, targetPlayer: number, to: () => string) {
    if (typeof message !== 'object' || message === null) {
      this.#log.host('error', `A message to ${to()} is dropped: ${show(message)} is not a game message`);
      return undefined;
    }
    const opCode = Number(Reflect.get(message, 'opCode'));
    if (!Number.isInteger(opCode) || opCode <= 0 || opCode > maxOpCode) {
      this.#log.host(
        'error',
        `A message to ${to()} is dropped: its op code is ${show(Reflect.get(message, 'opCode'))}; op ` +
          `codes of games are whole numbers from 1 to ${maxOpCode}`,
      );
      return undefined;
    }
    const sender = Number(Reflect.get(message, 'sender'));
    return packet({
      opCode,
      sender: Number.isInteger(sender) ? sender : serverPeerId,
      targetPlayer,
      reliable,
      payload: bytesOf(Reflect.get(message, 'payload')),
    });
  }
}

/**
 * The argument of init(). A plain object of closures, because scripts detach its methods, log it with
 * util.inspect and read fields that it does not have. No method throws, regardless of its arguments.
 */
export function realtimeSession(
  delivery: PacketSender,
  log: SessionLog,
  gameSessionId: () => string | undefined,
  processEnding: () => void,
): RealtimeSession {
  const { roster } = delivery;
  const sender = new Sender(delivery, log);
  return {
    getLogger: () => log.script,
    getServerId: () => serverPeerId,
    getAllPlayersGroupId: () => allPlayersGroupId,
    getPlayers: () => roster.players(),
    getGameSessionId: () => gameSessionId(),
    newTextGameMessage: newMessage,
    newBinaryGameMessage: newMessage,
    sendMessage: (message, targetPeer) => sender.toPlayer(message, targetPeer, false),
    sendReliableMessage: (message, targetPeer) => sender.toPlayer(message, targetPeer, true),
    sendGroupMessage: (message, group) => sender.toGroup(message, group, false),
    sendReliableGroupMessage: (message, group) => sender.toGroup(message, group, true),
    broadcastGroupMembershipUpdate: (groupToBroadcast, targetGroup) =>
      delivery.membership(Number(groupToBroadcast), roster.members(Number(targetGroup))),
    processEnding: () => {
      log.host('info', 'Calling GameLiftServerAPI.ProcessEnding...');
      processEnding();
      return Promise.resolve(new Outcome());
    },
  };
}
