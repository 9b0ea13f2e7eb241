/** Round values of an axis, at most a few: multiples of 1, 2 or 5 times a power of ten. */
export function ticksOf(least: number, most: number, count = 5): readonly number[] {
  const rough = (most - least) / count;
  if (!(rough > 0)) return [least];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(least / step);
  const last = Math.floor(most / step);
  return Array.from({ length: last - first + 1 }, (_, index) => rounded((first + index) * step));
}

/** Multiples of 0.2 are inexact in their last digits. */
const rounded = (value: number): number => Number(value.toPrecision(12));
