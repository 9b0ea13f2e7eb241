import { S3Backend, type S3BackendConfig } from 'cdktf';
import { type Construct } from 'constructs';

/**
 * The types of cdktf 0.21 lack Terraform 1.10's own lock; cdktf passes the setting through, into remote state
 * as well.
 */
interface LockedS3BackendConfig extends S3BackendConfig {
  readonly useLockfile: true;
}

/**
 * Terraform state in S3, encrypted, locked by a file beside it: no lock table. Needs Terraform 1.11, where
 * the lock is stable.
 */
export class LockedS3Backend extends S3Backend {
  constructor(
    scope: Construct,
    place: { readonly bucket: string; readonly key: string; readonly region: string },
  ) {
    const config: LockedS3BackendConfig = { ...place, encrypt: true, useLockfile: true };
    super(scope, config);
  }
}
