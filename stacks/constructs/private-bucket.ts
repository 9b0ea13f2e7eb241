import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Lazy, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { policy, type PolicyStatement } from './policy';

export interface PrivateBucketProps {
  readonly bucket: string;
  /** Days for which an overwritten or deleted version can be restored. */
  readonly keepOldVersionsDays: number;
  /** Terraform refuses to destroy it. */
  readonly preventDestroy?: boolean;
  /** The provider of the bucket's Region; absent: the stack's own. */
  readonly provider?: TerraformProvider;
}

/** A private bucket: versioned, encrypted, no public access, TLS only. */
export class PrivateBucket extends Construct {
  readonly bucket: S3Bucket;
  /** Objects depend on it, so that each has a version. */
  readonly versioning: S3BucketVersioningA;
  readonly #permitted: PolicyStatement[] = [];

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    const { provider } = props;
    this.bucket = new S3Bucket(this, 'bucket', {
      provider,
      bucket: props.bucket,
      lifecycle: { preventDestroy: props.preventDestroy ?? false },
    });
    const { bucket } = this.bucket;
    this.versioning = new S3BucketVersioningA(this, 'versioning', {
      provider,
      bucket,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      provider,
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
    const access = new S3BucketPublicAccessBlock(this, 'access', {
      provider,
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      provider,
      bucket,
      rule: [
        {
          id: 'old-versions',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          noncurrentVersionExpiration: [{ noncurrentDays: props.keepOldVersionsDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: [this.versioning],
    });
    new S3BucketPolicy(this, 'policy', {
      provider,
      bucket,
      policy: Lazy.stringValue({ produce: () => policy(this.#tlsOnly(), ...this.#permitted) }),
      dependsOn: [access],
    });
  }

  #tlsOnly(): PolicyStatement {
    return {
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:*'],
      Resource: [this.bucket.arn, `${this.bucket.arn}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
  }

  /** Allows a service to use it; the statement may be added after the bucket. */
  permit(statement: PolicyStatement): void {
    this.#permitted.push(statement);
  }
}
