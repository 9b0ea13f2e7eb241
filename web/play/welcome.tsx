import { useSignal } from '@preact/signals';
import { type LeftBecause, leftBecause, register } from './account';
import { type Trouble, TroubleNotice, troubleOf } from './trouble';

const leftWords: Readonly<Record<LeftBecause, string>> = {
  removed: 'Your player was removed from this backend, with all that was kept of it.',
  'signed-out': 'You signed out in another tab, and the guest account that lived in this browser has ended.',
  refused:
    'Your session has ended, and the backend does not know the secret that this browser keeps: your player ' +
    'was removed, its secret was replaced, or the backend runs with other data.',
};

/** One field: a name. @param invited the player comes from an invitation, which only players may read */
export function Welcome({ invited }: { readonly invited: boolean }) {
  const name = useSignal('');
  const busy = useSignal(false);
  const trouble = useSignal<Trouble | undefined>(undefined);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    trouble.value = undefined;
    register(name.value.trim())
      .catch((error: unknown) => {
        trouble.value = troubleOf(error);
      })
      .finally(() => {
        busy.value = false;
      });
  };
  return (
    <form class="welcome" onSubmit={submit}>
      <h1>{invited ? 'You are invited to play' : 'Who plays?'}</h1>
      {leftBecause.value === undefined ? null : (
        <p class="notice warning" role="alert">
          {leftWords[leftBecause.value]} A name makes a new player.
        </p>
      )}
      <label for="name">Your name</label>
      <div class="field">
        <input
          id="name"
          name="name"
          autocomplete="nickname"
          maxlength={32}
          required
          autofocus
          value={name.value}
          onInput={({ currentTarget }) => {
            name.value = currentTarget.value;
          }}
        />
        <button type="submit" class="accent" disabled={busy.value || name.value.trim() === ''}>
          {busy.value ? 'One moment …' : 'Play'}
        </button>
      </div>
      <p class="calm">No mail, no password: the account stays in this browser.</p>
      <TroubleNotice trouble={trouble.value} />
    </form>
  );
}
