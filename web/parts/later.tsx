import { type ComponentChildren, type ComponentType } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../../core/message-of';

/** A part of a page that is loaded on demand. */
export function Later<Props extends object>({
  load,
  what,
  props,
  meanwhile,
}: {
  /** Imports it; must be the same function at each render. */
  readonly load: () => Promise<ComponentType<Props>>;
  /** The part in words, for the loading message: `the replay`. */
  readonly what: string;
  readonly props: Props;
  /** Shown until it is loaded, and when it cannot be. */
  readonly meanwhile?: ComponentChildren;
}) {
  const loaded = useSignal<{ readonly Part: ComponentType<Props> } | undefined>(undefined);
  const failure = useSignal('');
  useEffect(() => {
    load().then(
      (Part) => {
        loaded.value = { Part };
      },
      (error: unknown) => {
        failure.value = messageOf(error);
      },
    );
  }, [load]);
  if (failure.value !== '')
    return (
      <>
        {meanwhile}
        <p class="notice bad" role="alert">
          {what} could not be loaded: {failure.value}. Reload the page.
        </p>
      </>
    );
  if (loaded.value === undefined)
    return (
      <>
        {meanwhile}
        <p class="calm">Loading {what} …</p>
      </>
    );
  const { Part } = loaded.value;
  return <Part {...props} />;
}
