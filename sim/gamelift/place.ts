/** The Region and account of every world, and the prefix of its resources. */
export const place = { region: 'us-west-2', account: '111122223333' } as const;
export const prefix = 'turnlift-sim';
export const gameliftArn = `arn:aws:gamelift:${place.region}:${place.account}:`;
