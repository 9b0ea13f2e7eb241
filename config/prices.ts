/**
 * Prices in dollars, for estimates only: rounded, from the date below, and not compared with AWS's price
 * pages since. Spot prices change hourly. Compare with the pages below before you budget, and enter your own
 * Region's prices here.
 */
export const prices = {
  asOf: '2026-11',
  region: 'eu-west-1',
  /** Pages to compare with. */
  pages: [
    'https://aws.amazon.com/gamelift/servers/pricing/',
    'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    'https://aws.amazon.com/lambda/pricing/',
    'https://aws.amazon.com/api-gateway/pricing/',
    'https://aws.amazon.com/cloudwatch/pricing/',
    'https://aws.amazon.com/eventbridge/pricing/',
    'https://aws.amazon.com/sqs/pricing/',
  ],
  /** One hour of one instance of a fleet, Linux. Spot prices vary: these are typical. */
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
  /** A million events of one's own on a bus. */
  eventMillion: 1,
  /** A million requests of a queue. */
  queueMillion: 0.4,
  /** A gigabyte out to the internet. */
  transferGigabyte: 0.09,
  logGigabyte: 0.57,
} as const;

export const hoursPerMonth = 730;
export const priceNote = `estimated prices of ${prices.asOf}, ${prices.region}, config/prices.ts`;

/** Dollars per hour of one instance; undefined when the list lacks its type. */
export function fleetHourDollars(instanceType: string, fleetType: 'ON_DEMAND' | 'SPOT'): number | undefined {
  const known: Readonly<Record<string, Readonly<Record<'ON_DEMAND' | 'SPOT', number>>>> = prices.fleetHour;
  return known[instanceType]?.[fleetType];
}
