import { type PolicyStatement } from './policy';

/**
 * The API calls of the resources in the stacks that CI deploys. `read` is what a refresh by `terraform plan`
 * needs, `write` what creates, changes and deletes. ARNs are of this environment. Where a service has no
 * resource for a call, `*` is used, with the reason.
 */
export interface ResourceCalls {
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** ARNs, or why the calls cannot be limited to any. */
  readonly resources: readonly string[] | { readonly everything: string };
  /** Holds for all of the calls. */
  readonly condition?: PolicyStatement['Condition'];
}

/** `s3`, `GetObject PutObject` → `s3:GetObject`, `s3:PutObject`. */
export function of(service: string, actions: string): readonly string[] {
  return actions
    .split(/\s+/)
    .filter((action) => action !== '')
    .map((action) => `${service}:${action}`);
}

/** Attributes of a bucket that the provider always reads, regardless of those that the stacks set. */
export const bucketReads = of(
  's3',
  `GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging GetBucketObjectLockConfiguration
   GetBucketOwnershipControls GetBucketPolicy GetBucketPublicAccessBlock GetBucketRequestPayment
   GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration
   GetLifecycleConfiguration GetAccelerateConfiguration GetReplicationConfiguration
   ListBucket ListTagsForResource`,
);

/** The calls of buckets that a stack creates and fills. */
export function bucketCalls(...buckets: readonly string[]): ResourceCalls {
  return {
    resources: buckets.flatMap((bucket) => [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]),
    read: [...bucketReads, ...of('s3', 'GetObject GetObjectTagging GetObjectVersion')],
    // Provider 6.23 and newer tags buckets through S3 Control. A versioned bucket is emptied version by
    // version.
    write: of(
      's3',
      `CreateBucket DeleteBucket PutBucketVersioning PutBucketPolicy DeleteBucketPolicy
       PutBucketPublicAccessBlock PutBucketTagging PutEncryptionConfiguration PutLifecycleConfiguration
       PutObject PutObjectTagging DeleteObject DeleteObjectVersion ListBucketVersions
       TagResource UntagResource`,
    ),
  };
}
