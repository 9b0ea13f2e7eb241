/** `tic-tac-toe` → `Tic tac toe`. */
export function titleOf(game: string): string {
  const words = game.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
