/** A sentence of the document: what stands between backticks is code. */
export function CodeWords({ of }: { readonly of: string }) {
  return (
    <>{of.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>
  );
}
