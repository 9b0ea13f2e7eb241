import { effect, signal } from '@preact/signals';

const place = 'turnlift theme';
type Theme = 'system' | 'light' | 'dark';

function kept(): Theme {
  try {
    const text = localStorage.getItem(place);
    return text === 'light' || text === 'dark' ? text : 'system';
  } catch {
    return 'system'; // storage is disabled
  }
}

export const theme = signal<Theme>(kept());

effect(() => {
  const { value } = theme;
  if (value === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = value;
  try {
    localStorage.setItem(place, value);
  } catch {
    // Storage is disabled: the choice lasts as long as the page.
  }
});

/** Switches from the current theme to the other one. */
export function switchTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const shown = theme.value === 'system' ? (dark ? 'dark' : 'light') : theme.value;
  theme.value = shown === 'dark' ? 'light' : 'dark';
}
