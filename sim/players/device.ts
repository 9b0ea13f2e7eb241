import { openRealtime } from '../../client/realtime/connection';
import { type Transports } from '../../client/transports';
import { type Common, type Host } from '../host';
import { type Gateway } from '../lambda/gateway';
import { carry, type DatagramSender, forgedAfter } from '../realtime/datagrams';
import { Link, type Reach } from '../realtime/link';
import { type SimulatedProcess } from '../realtime/simulated-process';

export interface DeviceParts {
  readonly common: Common;
  /** The app on the device. */
  readonly host: Host;
  /** Unchanged when the app is started again. */
  readonly place: string;
  readonly reach: Reach;
  readonly gateway: Gateway;
  /** The process that listens on a port. */
  scriptAt(port: number): SimulatedProcess | undefined;
  /** Called for each connection, so that it ends with the app. */
  opened(link: Link): void;
}

/** Everything that the client SDK needs of a device: its only access to the world. */
export function transportsOf(parts: DeviceParts): Transports {
  const { common, host, place, reach, gateway, scriptAt, opened } = parts;
  const { clock, chance, faults, trace } = common;
  /** Sometimes cuts the device's network. */
  const mayLoseNetwork = (): void => {
    if (!faults.happens('partition', place)) return;
    const downMs = faults.size(500, 60_000);
    reach.downUntil = Math.max(reach.downUntil, clock.now() + downMs);
    trace.add(place, `is out of reach for ${downMs} ms`);
  };
  return {
    fetch(url, init) {
      mayLoseNetwork();
      return gateway.fetch(host, reach, url, init);
    },
    realtime: () => openRealtime,
    openSocket(url, events) {
      const port = Number(new URL(url).port);
      const link = new Link(common, `${place} link`, reach, host, events);
      opened(link);
      const arrives = Math.max(clock.now(), reach.downUntil) + chance.between(`${place} connect`, 2, 60);
      clock.at(arrives, () => {
        const script = scriptAt(port);
        if (script?.host.isAlive !== true) {
          host.enter(() => events.closed('the connection was refused'));
          return;
        }
        script.connected(link);
        host.enter(() => events.opened());
      });
      return {
        send: (bytes) => {
          mayLoseNetwork();
          if (clock.now() < reach.downUntil) link.partitioned(reach.downUntil - clock.now());
          link.sendToServer(bytes);
        },
        close: () => link.closeByClient('closed'),
      };
    },
    openDatagrams(_host, port, received) {
      const sender: DatagramSender = { place: `${place} udp`, reach, host, received };
      let open = true;
      return {
        send: (bytes) => {
          if (!open) return;
          carry(common, sender, () => scriptAt(port)?.datagram(sender, bytes));
          // Another process on the same address: to the server, its datagrams come from this player.
          if (faults.happens('datagram-forged', place))
            carry(common, sender, () => scriptAt(port)?.datagram(sender, forgedAfter(bytes)));
        },
        close: () => {
          open = false;
        },
      };
    },
    newId: () => chance.hex(`${host.name} id`, 16),
    now: () => clock.elapsed,
    after: (delayMs, call) => host.after(delayMs, call),
  };
}
