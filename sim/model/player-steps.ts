import { type ModelStep } from './explore';
import { willNotWrite, type ModelState, type ModelPlayer, type Protocol, type Read } from './ownership-state';

/** The possible next steps of the player of one seat. */
export function* playerSteps(
  { defects }: Protocol,
  state: ModelState,
  seat: number,
): Generator<ModelStep<ModelState>> {
  const player = state.players[seat];
  if (player === undefined) return;
  const { row } = state;
  const becomes = (changes: Partial<ModelPlayer>, more: Partial<ModelState> = {}): ModelState => ({
    ...state,
    ...more,
    players: state.players.with(seat, { ...player, ...changes }),
  });
  if (player.pending === null && player.left > 0) {
    const id = `${seat === 0 ? 'a' : 'b'}${player.left}`;
    yield { name: `player ${seat} sends ${id}`, next: becomes({ pending: id, left: player.left - 1 }) };
  }
  if (row.status !== 'active') return;
  // A player may suspect any owner, whether it is dead, frozen or alive.
  if (player.read === null && mayBePlaced(state) && row.attempt + 1 < state.scripts.length)
    yield { name: `player ${seat} wants back`, next: becomes({ read: readOf(row) }) };
  if (player.read === null) return;
  const won = isAsRead(row, player.read) || defects.racingRejoins === true;
  const attempt = row.attempt + 1;
  yield won && attempt < state.scripts.length
    ? {
        name: `player ${seat} begins placement ${attempt}`,
        next: becomes({ read: null }, { row: { ...row, attempt, hosting: 'placing' } }),
      }
    : { name: `player ${seat} follows another rejoin`, next: becomes({ read: null }) };
}

/** A match may be placed again when a process hosts it, or when its last placement failed. */
const mayBePlaced = ({ row, scripts }: ModelState): boolean =>
  row.epoch > 0 && (row.hosting === 'live' || willNotWrite(scripts[row.attempt]));

const readOf = ({ attempt, hosting, epoch }: Read): Read => ({ attempt, hosting, epoch });
const isAsRead = (row: Read, read: Read): boolean =>
  row.attempt === read.attempt && row.hosting === read.hosting && row.epoch === read.epoch;
