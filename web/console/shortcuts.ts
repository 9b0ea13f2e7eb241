import { type Signal } from '@preact/signals';
import { paused, setPaused } from './live';
import { go, route } from './route';

const typing = (target: EventTarget | undefined): boolean =>
  target instanceof HTMLInputElement ||
  target instanceof HTMLTextAreaElement ||
  target instanceof HTMLSelectElement ||
  (target instanceof HTMLElement && target.isContentEditable);

/** Moves to the row beside the chosen or focused one. */
function moveRow(by: number): void {
  const rows = [...document.querySelectorAll<HTMLAnchorElement>('.list .row')];
  const at = rows.findIndex((row) => row === document.activeElement || row.ariaCurrent === 'true');
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  next?.focus();
  next?.click();
}

/** Listens to the keyboard shortcuts of the whole console. @returns a function that stops listening */
export function listenToKeys(help: Signal<boolean>): () => void {
  const hear = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // Also finds the target within an editor's shadow root.
    const [target] = event.composedPath();
    if (event.key === 'Escape') {
      if (typing(target) && target instanceof HTMLElement) target.blur();
      else if (help.value) help.value = false;
      else if (route.value.id !== '') go({ ...route.value, id: '', query: {} });
      return;
    }
    if (typing(target)) return;
    switch (event.key) {
      case '/':
        document.querySelector<HTMLInputElement>('.find input')?.focus();
        break;
      case 'j':
        moveRow(1);
        break;
      case 'k':
        moveRow(-1);
        break;
      case 'p':
        setPaused(!paused.value);
        break;
      case '?':
        help.value = !help.value;
        break;
      case 'ArrowLeft':
      case 'ArrowRight': {
        const button = event.key === 'ArrowLeft' ? '.time [data-step="-1"]' : '.time [data-step="1"]';
        document.querySelector<HTMLButtonElement>(button)?.click();
        break;
      }
      default:
        return;
    }
    event.preventDefault();
  };
  addEventListener('keydown', hear);
  return () => removeEventListener('keydown', hear);
}
