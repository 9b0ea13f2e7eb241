import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';

/** A link to share: to be read, selected or copied. */
export function CopyLink({ label, link }: { readonly label: string; readonly link: string }) {
  const copied = useSignal(false);
  const id = useId();
  const copy = (): void => {
    // Absent on a remote page without TLS: the link can be selected there.
    const written = 'clipboard' in navigator ? navigator.clipboard.writeText(link) : Promise.reject();
    written.then(
      () => {
        copied.value = true;
      },
      () => {
        const field = document.getElementById(id);
        if (field instanceof HTMLInputElement) field.select();
      },
    );
  };
  return (
    <>
      <label for={id}>{label}</label>
      <div class="field">
        <input id={id} readOnly value={link} onFocus={({ currentTarget }) => currentTarget.select()} />
        <button type="button" class="accent" onClick={copy}>
          {copied.value ? 'Copied' : 'Copy'}
        </button>
      </div>
    </>
  );
}
