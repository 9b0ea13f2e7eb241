/** A link that was cut or mistyped: the page says so, in place of showing something else. */
export function UnknownAddress({ hash }: { readonly hash: string }) {
  return (
    <section class="notice bad" role="alert">
      <h1>This address leads nowhere</h1>
      <p>
        {hash.startsWith('#/invitation/')
          ? 'The code of an invitation has ten letters and digits. Copy the whole link once more.'
          : 'The link is incomplete or mistyped. Copy the whole link once more.'}
      </p>
      <a href="#/">To the games</a>
    </section>
  );
}
