import { allPlayersGroupId } from '../../../contract/realtime/wire/op-codes';
import { type Peer, type Player } from './peer';

/** Connections, players, and the groups of the players. */
export class ConnectionRoster {
  readonly #peers = new Map<number, Peer>();
  readonly #players = new Map<number, Player>();
  readonly #groups = new Map<number, Set<number>>();
  #connections = 0;

  /** The id of the next connection: 1, 2, 3 … */
  nextPeerId(): number {
    this.#connections += 1;
    return this.#connections;
  }

  connected(peer: Peer): void {
    this.#peers.set(peer.id, peer);
  }

  accepted(peer: Peer): void {
    peer.stage = 'accepted';
    this.#players.set(peer.id, peer.player);
  }

  /** Returns the groups that the peer was a member of. */
  gone(peer: Peer): number[] {
    peer.stage = 'gone';
    this.#peers.delete(peer.id);
    this.#players.delete(peer.id);
    return [...this.#groups.keys()].filter((group) => this.leave(group, peer.id));
  }

  peer(id: number): Peer | undefined {
    return this.#peers.get(id);
  }

  peers(): IterableIterator<Peer> {
    return this.#peers.values();
  }

  player(id: number): Player | undefined {
    return this.#players.get(id);
  }

  get playerCount(): number {
    return this.#players.size;
  }

  /** A copy: a script may iterate over it while players come and go. */
  players(): Map<number, Player> {
    return new Map(this.#players);
  }

  get groupCount(): number {
    return this.#groups.size;
  }

  isMember(group: number, peerId: number): boolean {
    return group === allPlayersGroupId
      ? this.#players.has(peerId)
      : this.#groups.get(group)?.has(peerId) === true;
  }

  /** Peer ids of a group's members in the order of joining; for the group of all players, all of them. */
  members(group: number): number[] {
    return group === allPlayersGroupId ? [...this.#players.keys()] : [...(this.#groups.get(group) ?? [])];
  }

  join(group: number, peerId: number): void {
    const members = this.#groups.get(group);
    if (members === undefined) this.#groups.set(group, new Set([peerId]));
    else members.add(peerId);
  }

  /** False when the peer was not a member. A group without members is deleted. */
  leave(group: number, peerId: number): boolean {
    const members = this.#groups.get(group);
    if (members?.delete(peerId) !== true) return false;
    if (members.size === 0) this.#groups.delete(group);
    return true;
  }
}
