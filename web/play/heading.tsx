import { type ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * The main heading of a view. It gets the focus when the view replaces one that had it: a player without a
 * mouse would otherwise begin at the top of the page.
 */
export function Heading({
  children,
  unseen = false,
}: {
  readonly children: ComponentChildren;
  /** Only for screen readers: the board says to others what the page is. */
  readonly unseen?: boolean;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const { activeElement } = document;
    const isLost = activeElement === null || activeElement === document.body;
    if (isLost) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} class={unseen ? 'unseen' : ''}>
      {children}
    </h1>
  );
}
