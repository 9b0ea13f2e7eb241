import { type Signal, useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';

/** A link to share: to be read, selected or copied. */
export function CopyLink({ label, link }: { readonly label: string; readonly link: string }) {
  const { state, copy } = useCopying(link);
  const id = useId();
  return (
    <>
      <label for={id}>{label}</label>
      <div class="field">
        <LinkField id={id} link={link} />
        <button
          type="button"
          class="accent"
          onClick={() => {
            copy();
            const field = document.getElementById(id);
            if (field instanceof HTMLInputElement) field.select();
          }}
        >
          {state.value === 'copied' ? 'Copied' : 'Copy'}
        </button>
      </div>
    </>
  );
}

/** Copies a link. Where pages may not write to the clipboard, the link is shown and can be selected. */
export function CopyLinkButton({ link }: { readonly link: string }) {
  const { state, copy } = useCopying(link);
  return (
    <>
      <button type="button" onClick={copy}>
        {state.value === 'copied' ? 'Link copied' : 'Copy link'}
      </button>
      {state.value === 'refused' ? <LinkField label="link to this match" link={link} /> : null}
    </>
  );
}

function LinkField({
  id,
  label,
  link,
}: {
  readonly id?: string;
  readonly label?: string;
  readonly link: string;
}) {
  return (
    <input
      id={id}
      aria-label={label}
      readOnly
      value={link}
      onFocus={({ currentTarget }) => currentTarget.select()}
    />
  );
}

type Copying = 'copied' | 'refused' | undefined;

function useCopying(link: string): { readonly state: Signal<Copying>; readonly copy: () => void } {
  const state = useSignal<Copying>(undefined);
  const copy = (): void => {
    // Absent on a remote page without TLS.
    const written = 'clipboard' in navigator ? navigator.clipboard.writeText(link) : Promise.reject();
    written.then(
      () => {
        state.value = 'copied';
      },
      () => {
        state.value = 'refused';
      },
    );
  };
  return { state, copy };
}
