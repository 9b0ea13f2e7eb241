/** The rules of a game, folded; nothing for a game without a description. */
export function HowToPlay({ words }: { readonly words: string | undefined }) {
  if (words === undefined) return null;
  return (
    <details class="options">
      <summary>How to play</summary>
      <p class="rules">{words}</p>
    </details>
  );
}
