/**
 * Every op code of the backend, listed once. Developer op codes are above 0; those of the service itself are
 * 0 and below. 1 stays unused: the official client names it SEND_MESSAGE.
 */
export const opCode = {
  // player → script
  command: 10,
  resign: 11,
  offer: 12,
  answer: 13,
  sync: 14,
  // both ways: a ping is answered at once with a pong of the same number
  ping: 15,
  abort: 16,
  vacation: 17,
  // script → player
  welcome: 100,
  events: 101,
  refused: 102,
  clock: 103,
  presence: 104,
  result: 105,
  abandoned: 106,
  pong: 107,
} as const;

/** The maximum payload of a message to the script in bytes: the official client refuses to send more. */
export const maxPayloadBytes = 4096;

/**
 * The maximum payload of a message to a player in bytes. A lagging connection is closed when too much is
 * queued for it (the laptop: 1 MB), so a longer message could never reach a player.
 */
export const maxToPlayerBytes = 512 * 1024;
