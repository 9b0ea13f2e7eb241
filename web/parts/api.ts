/** Base URL of the API: from the deployment, or the page's own origin. */
export function apiUrl(): string {
  const named = document.querySelector<HTMLMetaElement>('meta[name="turnlift-api"]')?.content ?? '';
  return named === '' ? location.origin : named;
}
