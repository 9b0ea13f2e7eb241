import { type ComponentChildren, type ComponentType } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useAgain } from './use-again';

/** A part of a page that is loaded on demand. */
export function Later<Props extends object>({
  load,
  what,
  props,
  meanwhile,
  isPage = false,
}: {
  /** Imports it; must be the same function at each render. */
  readonly load: () => Promise<ComponentType<Props>>;
  /** The part in words, for the loading message: `the replay`. */
  readonly what: string;
  readonly props: Props;
  /** Shown until it is loaded, and when it cannot be. */
  readonly meanwhile?: ComponentChildren;
  /** There is nothing else on the page: its words are the heading. */
  readonly isPage?: boolean;
}) {
  const Words = isPage ? 'h1' : 'p';
  const loaded = useSignal<{ readonly Part: ComponentType<Props> } | undefined>(undefined);
  const isLost = useSignal(false);
  const read = (): void => {
    load().then(
      (Part) => {
        loaded.value = { Part };
        isLost.value = false;
      },
      () => {
        isLost.value = true;
      },
    );
  };
  useEffect(read, [load]);
  useAgain(isLost.value, read);
  if (isLost.value)
    return (
      <>
        {meanwhile}
        <div class="notice bad" role="alert">
          <Words>{sentence(what)} could not be loaded.</Words>
          <p>It comes by itself when the connection is back. If the page has a new version, reload it.</p>
          <button type="button" onClick={() => location.reload()}>
            Reload the page
          </button>
        </div>
      </>
    );
  if (loaded.value === undefined)
    return (
      <>
        {meanwhile}
        <Words class="calm">Loading {what} …</Words>
      </>
    );
  const { Part } = loaded.value;
  return <Part {...props} />;
}

const sentence = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);
