/**
 * The names of Chromium's program in Debian, Ubuntu, Fedora and Arch. The shell without windows comes first:
 * the browser tests take half as much processor time with it.
 */
export const chromiumNames: readonly string[] = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];
