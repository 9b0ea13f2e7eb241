/**
 * GameLift writes milliseconds without leading zeros, such as `06:58:58,96`: lines that were copied must
 * sort.
 */
export const sortableLine = (line: string): string =>
  line.replace(
    /^(\d\d \w{3} \d{4} \d\d:\d\d:\d\d,)(\d{1,2})(?= )/,
    (_, time: string, milliseconds: string) => `${time}${milliseconds.padStart(3, '0')}`,
  );
