/** Where the resources of every world live, and what their names begin with. */
export const place = { region: 'us-west-2', account: '111122223333' } as const;
export const prefix = 'turnlift-sim';
