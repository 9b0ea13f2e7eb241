/**
 * List prices in dollars, for estimates only: read from AWS's public price pages for eu-west-1 and rounded. They change; a team sets its own here.
 */
export const prices = {
  asOf: '2026-11',
  region: 'eu-west-1',
  source: 'AWS price pages of GameLift Servers, DynamoDB, Lambda, API Gateway, CloudWatch',
  /** An hour of one machine of a fleet, Linux. Spot prices move: these are typical. */
  fleetHour: {
    'c5.large': { ON_DEMAND: 0.119, SPOT: 0.048 },
    'c5.xlarge': { ON_DEMAND: 0.238, SPOT: 0.095 },
    'c5.2xlarge': { ON_DEMAND: 0.475, SPOT: 0.19 },
    'c6i.large': { ON_DEMAND: 0.119, SPOT: 0.05 },
    'm5.large': { ON_DEMAND: 0.133, SPOT: 0.053 },
  },
  /** A million requests. */
  dynamodbWriteMillion: 0.705,
  dynamodbReadMillion: 0.1415,
  lambdaRequestMillion: 0.2,
  lambdaGigabyteSecondArm: 0.0000133334,
  httpApiMillion: 1.11,
  /** A gigabyte out to the internet. */
  transferGigabyte: 0.09,
  logGigabyte: 0.57,
} as const;

export const hoursPerMonth = 730;
export const priceNote = `list prices of ${prices.asOf}, ${prices.region}, config/prices.ts`;

/** Dollars an hour of one machine; undefined when the list lacks its type. */
export function fleetHourDollars(instanceType: string, fleetType: 'ON_DEMAND' | 'SPOT'): number | undefined {
  const known: Readonly<Record<string, Readonly<Record<'ON_DEMAND' | 'SPOT', number>>>> = prices.fleetHour;
  return known[instanceType]?.[fleetType];
}
