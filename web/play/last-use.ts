/** Where a tab keeps its last use while it is reloaded. */
const place = 'turnlift used';

/** `Date.now()` of the last use of this tab by a person, or when it was opened. A reload does not count. */
let usedAt = usedBeforeReload() ?? Date.now();
const used = new EventTarget();
const use = (): void => {
  usedAt = Date.now();
  used.dispatchEvent(new Event('used'));
};
addEventListener('pointerdown', use, { capture: true });
addEventListener('keydown', use, { capture: true });
// Of the window alone: a page focuses its heading by itself.
addEventListener('focus', use);

addEventListener('pagehide', () => {
  try {
    sessionStorage.setItem(place, String(usedAt));
  } catch {
    // Storage is disabled: the reload counts as a use.
  }
});

/** A browser that was restarted, or a person, may reload all tabs: their order stays. */
function usedBeforeReload(): number | undefined {
  const [navigation] = performance.getEntriesByType('navigation');
  if (!(navigation instanceof PerformanceNavigationTiming) || navigation.type !== 'reload') return undefined;
  try {
    const kept = Number(sessionStorage.getItem(place));
    return kept > 0 && kept <= Date.now() ? kept : undefined;
  } catch {
    return undefined;
  }
}

export const lastUse = (): number => usedAt;

/** @returns a function that ends the watch */
export function onUse(call: () => void): () => void {
  used.addEventListener('used', call);
  return () => used.removeEventListener('used', call);
}
