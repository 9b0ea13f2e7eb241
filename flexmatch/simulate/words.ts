/** Formats numbers for people, in the terminal and on the page. */

/** A share in per cent; one that is nearly but not exactly 0 or 100 % says so. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  if (share < 1 && share > 0.999) return '> 99.9 %';
  return `${Math.round(share * 1000) / 10} %`;
}

/** About three digits, with thousands separators. */
export const plain = (value: number): string =>
  String(Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100).replace(
    /\B(?=(\d{3})+$)/g,
    ',',
  );

/** A percentile of waiting times in seconds, or a dash when no ticket matched. */
export const waited = (seconds: number, matchedShare: number): string =>
  matchedShare === 0 ? '–' : `${plain(seconds)} s`;

/** A duration on the clock. */
export function hoursText(hours: number): string {
  const [value, unit] =
    hours >= 1 ? [hours, 'hour'] : hours * 60 >= 2 ? [hours * 60, 'minute'] : [hours * 3600, 'second'];
  const shown = plain(value);
  return `${shown} ${unit}${shown === '1' ? '' : 's'}`;
}
