import { readToPlayer, type ToPlayer, type Welcome } from '../contract/realtime/to-player';
import { CommandRefused, Disconnected, MatchAbandoned } from './errors';
import { type RealtimeEndpoint, type RealtimeLine, type RealtimeOptions } from './realtime/line';
import { type Transports } from './transports';

/** Callbacks of a match that uses a connection. A replaced connection may still send events. */
export interface ConnectionUser {
  /** Whether the match uses this connection: it has been welcomed there, and has not lost it. */
  isCurrent(connection: RealtimeLine): boolean;
  /** *welcome* has arrived: from now on the match uses this connection. */
  welcomed(welcome: Welcome, connection: RealtimeLine): void;
  /** Something has arrived on the current connection. */
  received(): void;
  /** A message on the current connection. */
  message(message: Exclude<ToPlayer, { kind: 'welcome' }>): void;
  /** The current connection is gone. */
  lost(reason: string): void;
}

/**
 * Connects with a player session; resolves once the script has sent *welcome*.
 * @throws Disconnected when the server refuses the session or cannot be reached. CommandRefused
 * (`not-seated`) when the script knows no seat for it. MatchAbandoned when the match is abandoned
 */
export async function connectAndGreet(
  endpoint: RealtimeEndpoint,
  transports: Transports,
  user: ConnectionUser,
  options: RealtimeOptions,
): Promise<void> {
  // *welcome* may come before the login result, and a refusal instead of it.
  let welcomed: () => void = () => undefined;
  let refused: (error: Error) => void = () => undefined;
  const greeting = new Promise<void>((resolve, reject) => {
    welcomed = resolve;
    refused = reject;
  });
  greeting.catch(() => undefined);
  const loaded = transports.realtime();
  const open = typeof loaded === 'function' ? loaded : await loaded;
  const connection: RealtimeLine = open(
    endpoint,
    transports,
    {
      message: (code, payload) => {
        const isCurrent = user.isCurrent(connection);
        if (isCurrent) user.received();
        const read = readToPlayer(code, payload);
        // a newer script may send unknown messages
        if (read === undefined || !('message' in read)) return;
        const { message } = read;
        if (message.kind === 'welcome') {
          user.welcomed(message, connection);
          welcomed();
        } else if (message.kind === 'refused' && message.code === 'not-seated')
          refused(new CommandRefused('not-seated', message.message, null));
        else if (message.kind === 'abandoned' && !isCurrent)
          refused(new MatchAbandoned(message.reason, message.message));
        else if (isCurrent) user.message(message);
      },
      closed: (reason) => {
        refused(new Disconnected(reason));
        if (user.isCurrent(connection)) user.lost(reason);
      },
    },
    options,
  );
  try {
    await connection.ready;
    await greeting;
  } catch (error) {
    connection.close();
    throw error;
  }
}
