/** Base URL of the API: what the page was deployed with, or where it comes from. */
export function apiUrl(): string {
  const named = document.querySelector<HTMLMetaElement>('meta[name="turnlift-api"]')?.content ?? '';
  return named === '' ? location.origin : named;
}
