import { useSignal } from '@preact/signals';

/** Copies a text, and confirms it. Where pages may not write to the clipboard, the text is shown. */
export function CopyButton({ text, as }: { readonly text: string; readonly as: string }) {
  const copied = useSignal<string | undefined>(undefined);
  const copy = (): void => {
    const written = 'clipboard' in navigator ? navigator.clipboard.writeText(text) : Promise.reject();
    written.then(
      () => {
        copied.value = text;
      },
      () => prompt(`Copy as ${as}`, text),
    );
  };
  return (
    <button type="button" class="small" title={text.slice(0, 400)} onClick={copy}>
      {copied.value === text ? 'Copied' : `Copy as ${as}`}
    </button>
  );
}
