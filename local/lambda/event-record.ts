import { type _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';

/** A record as Lambda passes it to a function: times are epoch seconds, binary is base64. */
export function asEventRecord(record: StreamRecord, arn: string, region: string): unknown {
  const { ApproximateCreationDateTime, ...change } = record.dynamodb ?? {};
  return JSON.parse(
    JSON.stringify(
      {
        eventID: record.eventID,
        eventName: record.eventName,
        eventVersion: record.eventVersion ?? '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: region,
        eventSourceARN: arn,
        ...(record.userIdentity === undefined
          ? {}
          : {
              userIdentity: { type: record.userIdentity.Type, principalId: record.userIdentity.PrincipalId },
            }),
        dynamodb: {
          ...(ApproximateCreationDateTime === undefined
            ? {}
            : { ApproximateCreationDateTime: ApproximateCreationDateTime.getTime() / 1000 }),
          ...change,
        },
      },
      (_key, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value),
    ),
  );
}
