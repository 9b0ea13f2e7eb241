import { afterAll, beforeAll } from '@jest/globals';
import { type Clock } from '../../../core/clock';
import { type MatchStore } from '../../../store';
import { StoppedClock } from '../support/clocks';
import { arrangeMatch, type MatchSeats, ScriptHarness } from '../support/script-harness';
import { type EmulatedStore, emulatedStore } from '../support/store';

let opened: EmulatedStore | undefined;

function store(): EmulatedStore {
  if (opened === undefined) throw new Error('the store is opened before the tests');
  return opened;
}

/** The store that the tests of the suite share. */
export const emulated: Pick<EmulatedStore, 'dynamodb' | 'matches'> = {
  get dynamodb() {
    return store().dynamodb;
  },
  get matches() {
    return store().matches;
  },
};

/** Opens the store before the tests, and closes it after them. */
export function useEmulatedStore(): void {
  beforeAll(async () => {
    opened = await emulatedStore();
  });
  afterAll(() => opened?.close());
}

export interface Seated {
  readonly harness: ScriptHarness;
  readonly match: MatchSeats;
  readonly peers: readonly [number, number];
}

/** A match on the script with both players connected. */
export async function seatPlayers(
  store: MatchStore,
  clock: Clock = new StoppedClock(),
  game = 'noughts',
): Promise<Seated> {
  const match = await arrangeMatch(emulated.matches, game);
  const harness = new ScriptHarness(store, clock);
  harness.script.onStartGameSession(match.gameSession);
  const first = await harness.join(match.playerSessions[0] ?? '');
  const second = await harness.join(match.playerSessions[1] ?? '');
  return { harness, match, peers: [first, second] };
}

/** Plays cells in turn; both players see each before the next. */
export async function playCells(
  { harness, peers }: Seated,
  cells: readonly number[],
  from = 0,
  claims = 0,
): Promise<void> {
  for (const [index, cell] of cells.entries()) {
    const sequence = from + claims + index;
    harness.play(peers[(from + index) % 2] ?? 0, sequence, { cell });
    await Promise.all(peers.map((peer) => harness.untilSequence(peer, sequence + 1)));
  }
}

/** For a player who must be there. */
export const playerless = (): never => {
  throw new Error('the match has no such player');
};
