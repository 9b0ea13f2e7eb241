import { type LaunchParameters } from '../../contract/launch-parameters';
import { type StartedGameSession } from '../../local/gamelift/fleet-registry';
import { type FleetReports, type SessionEnd } from '../../local/realtime/hosting';
import { receivedMessage, newMessage, bytesOf } from '../../local/realtime/process/game-message';
import { gameSessionForScript } from '../../local/realtime/process/game-session';
import { decodePacket, encodePacket } from '../../contract/realtime/wire/codec';
import { opCodes, serverPeerId } from '../../contract/realtime/wire/op-codes';
import { noBytes, type Packet, packet } from '../../contract/realtime/wire/packet';
import { type RealtimeScript, type RealtimeSession } from '../../realtime-server/session';
import { type Common, Host } from '../host';
import { Datagrams, type DatagramSender } from './datagrams';
import { type Link } from './link';

const healthIntervalMs = 60_000;
/** Milliseconds within which a script that called processEnding must exit. */
const endingGraceMs = 10_000;
const maxFreezeMs = 150_000;

interface Peer {
  readonly id: number;
  readonly link: Link;
  readonly inbox: Packet[];
  stage: 'connected' | 'logging-in' | 'accepted' | 'gone';
  playerSessionId: string;
}

export interface SimulatedProcessParts {
  readonly common: Common;
  readonly name: string;
  readonly port: number;
  readonly launchParameters: string;
  readonly session: StartedGameSession;
  readonly reports: FleetReports;
  /** Makes the script that runs in the process. */
  makeScript(host: Host, exit: () => void): RealtimeScript;
  ended(end: SessionEnd, detail: string): void;
  /** The script stopped because another process owns its match. */
  fenced(matchId: string, epoch: number): void;
  /** Called for each message to a player. */
  said(playerSessionId: string, opCode: number, text: string): void;
}

export { type LaunchParameters };

/** One Realtime process: login, messages, pings and health checks of the service around the real script. */
export class SimulatedProcess {
  readonly host: Host;
  readonly processId: string;
  readonly port: number;
  readonly #parts: SimulatedProcessParts;
  readonly #script: RealtimeScript;
  readonly #peers = new Map<number, Peer>();
  readonly #datagrams: Datagrams;
  #connections = 0;
  #epoch = 0;
  #over = false;

  constructor(parts: SimulatedProcessParts) {
    this.#parts = parts;
    const { common, name, port } = parts;
    this.processId = name;
    this.port = port;
    this.host = new Host(name, common, {
      kill: 'script-kill',
      freeze: 'script-freeze',
      maxFreezeMs,
      died: () => this.#gone('process-crashed'),
    });
    this.#datagrams = new Datagrams(
      common,
      (peerId) => this.#peers.get(peerId)?.stage === 'accepted',
      (peerId, received) => this.host.enter(() => this.#hand({ ...received, reliable: false }, peerId)),
    );
    this.#script = parts.makeScript(this.host, () => this.#exit());
    this.#health();
  }

  /** Calls the script's start. @returns false when it refuses to run */
  start(): boolean {
    const { session, launchParameters } = this.#parts;
    this.#script.init(this.#session());
    if (!this.#script.onProcessStarted(launchParameters.split(' '))) return false;
    const { GameProperties, ...rest } = session;
    this.#script.onStartGameSession(
      gameSessionForScript(
        {
          ...rest,
          IpAddress: '10.0.0.1',
          GameProperties: GameProperties.map(({ Key, Value }) => ({ Key: Key ?? '', Value: Value ?? '' })),
        },
        this.port,
      ),
    );
    return true;
  }

  kill(why: string): void {
    this.host.kill(why);
  }

  terminate(): void {
    this.host.enter(() => this.#script.onProcessTerminate());
  }

  /** A device connects. */
  connected(link: Link): void {
    this.#connections += 1;
    const peer: Peer = {
      id: this.#connections,
      link,
      inbox: [],
      stage: 'connected',
      playerSessionId: '',
    };
    this.#peers.set(peer.id, peer);
    link.accepted({
      host: this.host,
      received: (bytes) => this.host.enter(() => this.#received(peer, bytes)),
      closed: () => this.host.enter(() => this.#disconnected(peer)),
    });
  }

  datagram(sender: DatagramSender, bytes: Uint8Array): void {
    if (this.host.isAlive) this.#datagrams.received(sender, bytes);
  }

  #received(peer: Peer, bytes: Uint8Array): void {
    const decoded = decodePacket(bytes);
    if (!decoded.ok) {
      peer.link.closeByServer(decoded.reason);
      return;
    }
    peer.inbox.push(decoded.packet);
    this.#work(peer);
  }

  #work(peer: Peer): void {
    while (peer.stage === 'connected' || peer.stage === 'accepted') {
      const next = peer.inbox.shift();
      if (next === undefined) return;
      if (peer.stage === 'connected') this.#logIn(peer, next);
      else this.#hand(next, peer.id);
    }
  }

  #hand(received: Packet, sender: number): void {
    if (received.opCode > 0 && received.targetPlayer === serverPeerId)
      this.#script.onMessage(receivedMessage(received, sender));
  }

  #logIn(peer: Peer, received: Packet): void {
    const id = received.message?.kind === 'login' ? received.message.playerSessionId : '';
    peer.stage = 'logging-in';
    peer.playerSessionId = id;
    this.#admit(peer, id).then(
      (admitted) => {
        if (peer.stage === 'gone') return;
        if (!admitted) {
          this.#answer(peer, false);
          peer.link.closeByServer('login refused');
          return;
        }
        peer.stage = 'accepted';
        this.#script.onPlayerAccepted({ peerId: peer.id, playerSessionId: id });
        this.#answer(peer, true);
        this.#work(peer);
      },
      (error: unknown) => this.#parts.common.violation('host', String(error)),
    );
  }

  async #admit(peer: Peer, id: string): Promise<boolean> {
    const { reports, session } = this.#parts;
    const reserved = await this.#toService(() => reports.checkPlayerSession(session.GameSessionId, id));
    if (peer.stage === 'gone' || !reserved.reserved) return false;
    if (!this.#script.onPlayerConnect({ peerId: peer.id, playerSessionId: id })) {
      void reports.removePlayerSession(session.GameSessionId, id);
      return false;
    }
    const accepted = await this.#toService(() => reports.acceptPlayerSession(session.GameSessionId, id));
    if (!accepted) return false;
    if (this.#peers.has(peer.id)) return true;
    void reports.removePlayerSession(session.GameSessionId, id);
    return false;
  }

  /** A request from the host to GameLift: a few milliseconds each way. */
  #toService<Answer>(serve: () => Promise<Answer>): Promise<Answer> {
    const { clock, chance } = this.#parts.common;
    return this.host.wait((resolve, reject) => {
      clock.after(chance.between(`${this.processId} service`, 1, 8), () => {
        serve().then(
          (answer) => {
            clock.after(1, () => this.host.enter(() => resolve(answer)));
          },
          (error: unknown) => reject(error),
        );
      });
    });
  }

  #answer(peer: Peer, success: boolean): void {
    this.#send(peer, {
      opCode: opCodes.loginResult,
      message: {
        kind: 'loginResult',
        success,
        peerId: peer.id,
        fastPort: success ? this.port : 0,
        reconnectToken: '',
        connectToken: '',
        caCert: noBytes,
      },
    });
  }

  #send(peer: Peer, fields: Partial<Packet> & Pick<Packet, 'opCode'>): void {
    const sent = packet({ sender: serverPeerId, targetPlayer: peer.id, reliable: true, ...fields });
    peer.link.sendToClient(encodePacket(sent));
  }

  #disconnected(peer: Peer): void {
    const wasPlayer = peer.stage === 'accepted';
    peer.stage = 'gone';
    this.#peers.delete(peer.id);
    this.#datagrams.forget(peer.id);
    if (!wasPlayer) return;
    this.#script.onPlayerDisconnect(peer.id);
    const { reports, session } = this.#parts;
    void reports.removePlayerSession(session.GameSessionId, peer.playerSessionId);
  }

  #session(): RealtimeSession {
    const { common, session, said } = this.#parts;
    const log =
      (level: string) =>
      (text: string): void =>
        this.#logged(level, text.split('\n')[0] ?? '');
    return {
      getLogger: () => ({ debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }),
      getServerId: () => serverPeerId,
      getGameSessionId: () => session.GameSessionId,
      newTextGameMessage: newMessage,
      sendReliableMessage: (message, target) => {
        const peer = this.#peers.get(target);
        if (peer === undefined) return;
        const payload = bytesOf(Reflect.get(message, 'payload'));
        const opCode = Number(Reflect.get(message, 'opCode'));
        said(peer.playerSessionId, opCode, payload.toString('utf8'));
        this.#send(peer, { opCode, payload });
      },
      processEnding: () => {
        common.clock.after(endingGraceMs, () => this.kill('it did not exit'));
        return this.#toService(async () => {
          this.#gone('process-ended');
          return {};
        });
      },
    };
  }

  /** The script logs its epoch, and why it ends. */
  #logged(level: string, line: string): void {
    const { common, fenced } = this.#parts;
    common.trace.add(this.processId, `${level} ${line}`);
    const claimed = /^match (\S+): .* epoch (\d+), /.exec(line);
    if (claimed !== null) this.#epoch = Number(claimed[2]);
    const lost = /another process owns match (\S+)/.exec(line);
    if (lost?.[1] !== undefined) fenced(lost[1], this.#epoch);
  }

  #exit(): void {
    this.#gone('process-ended');
    this.host.kill('exits');
  }

  /** The service learns that the process, or its session, is over. */
  #gone(end: SessionEnd): void {
    const { common, ended } = this.#parts;
    if (!this.#over) {
      this.#over = true;
      common.clock.after(common.chance.between(this.processId, 1, 3000), () => ended(end, end));
    }
    if (this.host.isAlive) return;
    const sendReset = common.chance.next(`${this.processId} sockets`) < 0.8;
    for (const peer of this.#peers.values()) peer.link.serverGone(sendReset);
  }

  /** GameLift ends a process that does not answer a health check in time. */
  #health(): void {
    const { clock } = this.#parts.common;
    clock.after(healthIntervalMs, () => {
      if (!this.host.isAlive) return;
      if (this.host.frozenUntil > clock.now() + healthIntervalMs)
        clock.after(healthIntervalMs, () => this.kill('it answers no health check'));
      this.#health();
    });
  }
}
