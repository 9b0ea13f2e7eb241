/**
 * The calls behind the resources of the stacks that CI deploys. `read` is what `terraform plan` asks for when
 * it refreshes, `write` what creates, changes and deletes. Names are of this environment; where a service has
 * no resource for a call, `*` stands, with the reason.
 */
export interface Calls {
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** ARNs, or why there are none. */
  readonly resources: readonly string[] | { readonly everything: string };
}

/** `s3`, `GetObject PutObject` → `s3:GetObject`, `s3:PutObject`. */
export function of(service: string, actions: string): readonly string[] {
  return actions
    .split(/\s+/)
    .filter((action) => action !== '')
    .map((action) => `${service}:${action}`);
}

/** What the provider reads of any bucket, whatever of it the stacks set. */
export const bucketReads = of(
  's3',
  `GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging GetBucketObjectLockConfiguration
   GetBucketOwnershipControls GetBucketPolicy GetBucketPublicAccessBlock GetBucketRequestPayment
   GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration
   GetLifecycleConfiguration GetAccelerateConfiguration GetReplicationConfiguration
   ListBucket ListTagsForResource`,
);

/** A bucket that a stack makes and fills. */
export function bucketCalls(bucket: string): Calls {
  return {
    resources: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    read: [...bucketReads, ...of('s3', 'GetObject GetObjectTagging GetObjectVersion')],
    // Provider 6.23 and newer tags buckets through S3 Control. A bucket with versions is emptied by version.
    write: of(
      's3',
      `CreateBucket DeleteBucket PutBucketVersioning PutBucketPolicy DeleteBucketPolicy
       PutBucketPublicAccessBlock PutBucketTagging PutEncryptionConfiguration PutLifecycleConfiguration
       PutObject PutObjectTagging DeleteObject DeleteObjectVersion ListBucketVersions
       TagResource UntagResource`,
    ),
  };
}
