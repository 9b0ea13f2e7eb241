/** `Date.now()` of the last use of this tab by a person, or when it was opened. */
let usedAt = Date.now();
const used = new EventTarget();
const use = (): void => {
  usedAt = Date.now();
  used.dispatchEvent(new Event('used'));
};
addEventListener('pointerdown', use, { capture: true });
addEventListener('keydown', use, { capture: true });
// Of the window alone: a page focuses its heading by itself.
addEventListener('focus', use);

export const lastUse = (): number => usedAt;

/** @returns a function that ends the watch */
export function onUse(call: () => void): () => void {
  used.addEventListener('used', call);
  return () => used.removeEventListener('used', call);
}
