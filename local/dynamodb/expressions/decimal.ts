/**
 * DynamoDB's numbers: up to 38 significant digits, magnitudes from 1E-130 to 9.9…E+125, exact (developer
 * guide, "Naming rules and data types").
 */
export interface Decimal {
  /** Without zeros at its end; 0 for zero. */
  readonly coefficient: bigint;
  /** Power of ten of the coefficient's last digit; 0 for zero. */
  readonly exponent: number;
}

const form = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const maxDigits = 38;
const greatestMagnitude = 125;
const smallestMagnitude = -130;

const zero: Decimal = { coefficient: 0n, exponent: 0 };

/** @returns undefined when the text is not a number */
export function parseDecimal(text: string): Decimal | undefined {
  const found = form.exec(text);
  if (!found) return undefined;
  const [, sign = '', whole = '', fraction = '', power = '0'] = found;
  const digits = whole + fraction;
  if (digits === '') return undefined;
  const significant = digits.replace(/^0+/, '').replace(/0+$/, '');
  if (significant === '') return zero;
  const trailing = digits.length - digits.replace(/0+$/, '').length;
  return {
    coefficient: BigInt(sign + significant),
    exponent: Number(power) - fraction.length + trailing,
  };
}

/** Which of the service's limits a number breaks; undefined: none. */
export function limitBroken({ coefficient, exponent }: Decimal): string | undefined {
  const digits = digitsOf(coefficient);
  const magnitude = digits + exponent - 1;
  if (coefficient === 0n) return undefined;
  if (magnitude > greatestMagnitude)
    return 'Number overflow. Attempting to store a number with magnitude larger than supported range';
  if (magnitude < smallestMagnitude)
    return 'Number underflow. Attempting to store a number with magnitude smaller than supported range';
  return digits > maxDigits ? 'Attempting to store more than 38 significant digits in a Number' : undefined;
}

/** Negative, zero or positive, as `left` is less than, equal to or greater than `right`. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const [a, b] = align(left, right);
  return a < b ? -1 : a > b ? 1 : 0;
}

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const [a, b, exponent] = align(left, right);
  return trim(a + b, exponent);
}

export function negate({ coefficient, exponent }: Decimal): Decimal {
  return { coefficient: -coefficient, exponent };
}

/** In plain digits, as the service answers: never with an exponent. */
export function decimalText({ coefficient, exponent }: Decimal): string {
  const sign = coefficient < 0n ? '-' : '';
  const digits = String(coefficient < 0n ? -coefficient : coefficient);
  if (exponent >= 0) return sign + digits + '0'.repeat(exponent);
  const padded = digits.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

function digitsOf(coefficient: bigint): number {
  return String(coefficient < 0n ? -coefficient : coefficient).length;
}

function trim(coefficient: bigint, exponent: number): Decimal {
  if (coefficient === 0n) return zero;
  let [rest, power] = [coefficient, exponent];
  while (rest % 10n === 0n) {
    rest /= 10n;
    power += 1;
  }
  return { coefficient: rest, exponent: power };
}

function align(left: Decimal, right: Decimal): readonly [bigint, bigint, number] {
  const exponent = Math.min(left.exponent, right.exponent);
  const raise = (value: Decimal): bigint => value.coefficient * 10n ** BigInt(value.exponent - exponent);
  return [raise(left), raise(right), exponent];
}
