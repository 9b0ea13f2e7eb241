import { type RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Buttons that may be pressed now. Cells of a grid keep the focus by themselves. */
const playable = 'button.command:enabled, .card.ready:enabled';

/**
 * Keeps the focus in an element. A command that was played is gone, and the focus with it, so that a player
 * without a mouse would begin each turn at the top of the page. The first command of the next turn gets it,
 * unless it has gone elsewhere meanwhile.
 */
export function useKeptFocus(): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const isHere = useRef(false);
  useEffect(() => {
    const hear = ({ target }: FocusEvent): void => {
      isHere.current = target instanceof Node && box.current?.contains(target) === true;
    };
    document.addEventListener('focusin', hear);
    return () => document.removeEventListener('focusin', hear);
  }, []);
  useEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (isHere.current && isLost)
      box.current?.querySelector<HTMLElement>(playable)?.focus({ preventScroll: true });
  });
  return box;
}
