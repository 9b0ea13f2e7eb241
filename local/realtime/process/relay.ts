import { type HostLimits } from '../limits';
import { allPlayersGroupId, noTarget, opCodes, serverPeerId } from '../../../contract/realtime/wire/op-codes';
import { type PacketMessage, packet, type Packet } from '../../../contract/realtime/wire/packet';
import { type PacketSender } from './packet-sender';
import { receivedMessage } from './game-message';
import { stackText, type SessionLog } from './logger';
import { type Peer } from './peer';
import { type ConnectionRoster } from './roster';
import { type Script } from './script';
import { Turns } from './turns';

/**
 * Continues synchronously unless the script answered with a promise: messages of one player keep their order
 * either way.
 */
function then(answer: boolean | Promise<boolean>, next: (answer: boolean) => void): void | Promise<void> {
  return typeof answer === 'boolean' ? next(answer) : answer.then(next);
}

/**
 * Routes messages of logged-in players: to the script, to another player, to a group; and answers requests
 * about groups.
 */
export class Relay {
  readonly #turns = new Turns<Peer>((peer, error) =>
    this.log.host('error', `Packet of player ${peer.id}: ${stackText(error)}`),
  );

  constructor(
    readonly roster: ConnectionRoster,
    readonly delivery: PacketSender,
    readonly script: Script,
    readonly limits: HostLimits,
    readonly log: SessionLog,
  ) {}

  /**
   * Handles a packet of an accepted player, received by TCP or UDP. Returns a promise while the script has
   * not answered this packet or an earlier one of the same player: a player's packets are routed in their
   * order of arrival.
   */
  take(peer: Peer, received: Packet): void | Promise<void> {
    return this.#turns.take(peer, () =>
      peer.stage === 'accepted' ? this.#route(peer, received) : undefined,
    );
  }

  /** Packets of this player that wait for an answer of the script. */
  waiting(peer: Peer): number {
    return this.#turns.waiting(peer);
  }

  #route(peer: Peer, received: Packet): void | Promise<void> {
    if (received.opCode <= 0) return this.#internal(peer, received);
    if (received.targetPlayer === serverPeerId) {
      this.script.notify('onMessage', receivedMessage(received, peer.id));
      return undefined;
    }
    // The sender is the player of this connection, regardless of the packet's sender field.
    const sent = packet({
      opCode: received.opCode,
      sender: peer.id,
      targetPlayer: received.targetPlayer,
      targetGroup: received.targetGroup,
      reliable: received.reliable,
      payload: received.payload,
    });
    if (sent.targetPlayer > noTarget) return this.#toPlayer(peer, sent);
    if (sent.targetPlayer === noTarget && sent.targetGroup !== noTarget) return this.#toGroup(peer, sent);
    this.log.host(
      'warn',
      `Message from player ${peer.id} with op code ${sent.opCode} is dropped: it names no target ` +
        `(targetPlayer ${sent.targetPlayer}, targetGroup ${sent.targetGroup})`,
    );
    return undefined;
  }

  #toPlayer(peer: Peer, sent: Packet): void | Promise<void> {
    return then(this.script.ask('onSendToPlayer', receivedMessage(sent, peer.id)), (allowed) => {
      if (!allowed) {
        this.log.host(
          'debug',
          `onSendToPlayer refused op code ${sent.opCode} from player ${peer.id} to player ` +
            `${sent.targetPlayer}`,
        );
        return;
      }
      const recipient = this.roster.peer(sent.targetPlayer);
      if (recipient?.stage !== 'accepted') {
        this.log.host(
          'warn',
          `Message from player ${peer.id} is dropped: there is no player ${sent.targetPlayer}`,
        );
        return;
      }
      this.delivery.toPeer(recipient, sent);
    });
  }

  #toGroup(peer: Peer, sent: Packet): void | Promise<void> {
    const group = sent.targetGroup;
    if (!this.roster.isMember(group, peer.id)) {
      // Realtime guide: a player that has left a group cannot send to it
      this.log.host(
        'warn',
        `Message from player ${peer.id} to group ${group} is dropped: the player is not a member of it`,
      );
      return undefined;
    }
    return then(this.script.ask('onSendToGroup', receivedMessage(sent, peer.id)), (allowed) => {
      if (!allowed) {
        this.log.host(
          'debug',
          `onSendToGroup refused op code ${sent.opCode} from player ${peer.id} to group ${group}`,
        );
        return;
      }
      for (const id of this.roster.members(group)) {
        const recipient = this.roster.peer(id);
        if (recipient?.stage === 'accepted') this.delivery.toPeer(recipient, { ...sent, targetPlayer: id });
      }
    });
  }

  #internal(peer: Peer, received: Packet): void | Promise<void> {
    const { message } = received;
    switch (received.opCode) {
      case opCodes.joinGroup:
        if (message?.kind !== 'joinGroup') return this.#bodiless(peer, received, 'joinGroup');
        return this.#join(peer, message.group);
      case opCodes.leaveGroup:
        if (message?.kind !== 'leaveGroup') return this.#bodiless(peer, received, 'leaveGroup');
        return this.#leave(peer, message.group);
      case opCodes.requestGroupMembership:
        if (message?.kind !== 'requestGroupMembership')
          return this.#bodiless(peer, received, 'requestGroupMembership');
        this.delivery.membership(message.group, [peer.id]);
        return undefined;
      case opCodes.ping:
        this.delivery.fromServer(peer, { opCode: opCodes.pingResult, message: { kind: 'pingResult' } });
        return undefined;
      case opCodes.verifyIdentity: {
        // normally a datagram; by TCP it proves nothing about UDP, so messages continue by TCP
        const success = message?.kind === 'verifyIdentity' && message.connectToken === peer.connectToken;
        this.delivery.fromServer(peer, {
          opCode: opCodes.verifyIdentityResult,
          message: { kind: 'verifyIdentityResult', success, peerId: peer.id },
        });
        return undefined;
      }
      case opCodes.pingResult:
      case opCodes.playerReady:
        return undefined;
      case opCodes.login:
        this.log.host('warn', `Player ${peer.id} is refused a second login on the same connection`);
        return undefined;
      default:
        this.log.host(
          'warn',
          `Op code ${received.opCode} from player ${peer.id} is refused: op codes of games are > 0, ` +
            'and the protocol has no such request',
        );
        return undefined;
    }
  }

  #bodiless(peer: Peer, received: Packet, body: PacketMessage['kind']): void {
    this.log.host(
      'warn',
      `Op code ${received.opCode} from player ${peer.id} is refused: it comes without its ${body}`,
    );
  }

  #join(peer: Peer, group: number): void | Promise<void> {
    // The client adds itself at once and corrects itself by the list, so a refusal is the current list.
    const refuse = (reason: string) => {
      this.log.host('warn', `Player ${peer.id} may not join group ${group}: ${reason}`);
      this.delivery.membership(group, [peer.id]);
    };
    if (this.roster.isMember(group, peer.id)) {
      this.delivery.membership(group, [peer.id]);
      return undefined;
    }
    if (group <= noTarget) {
      refuse('groups of games are > 0');
      return undefined;
    }
    if (this.roster.members(group).length === 0 && this.roster.groupCount >= this.limits.groups) {
      refuse(`there are ${this.limits.groups} groups already`);
      return undefined;
    }
    return then(this.script.ask('onPlayerJoinGroup', group, peer.id), (allowed) => {
      if (peer.stage !== 'accepted') return;
      if (!allowed) {
        refuse('onPlayerJoinGroup says no');
        return;
      }
      this.roster.join(group, peer.id);
      this.delivery.membership(group, this.roster.members(group));
    });
  }

  #leave(peer: Peer, group: number): void | Promise<void> {
    if (group === allPlayersGroupId || !this.roster.isMember(group, peer.id)) {
      this.delivery.membership(group, [peer.id]);
      return undefined;
    }
    return then(this.script.ask('onPlayerLeaveGroup', group, peer.id), (allowed) => {
      if (peer.stage !== 'accepted') return;
      if (allowed) this.roster.leave(group, peer.id);
      else
        this.log.host('warn', `Player ${peer.id} may not leave group ${group}: onPlayerLeaveGroup says no`);
      this.delivery.membership(group, allowed ? [...this.roster.members(group), peer.id] : [peer.id]);
    });
  }
}
