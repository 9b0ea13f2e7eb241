import fs from 'node:fs';
import { scriptKey } from '../../templates';
import { type S3Reader } from '../gamelift';
import { invalidRequest } from '../gamelift/faults';

/** The built script as an object of the bucket in the fleets' template. */
export interface ScriptObject {
  readonly bucket: string;
  /**
   * Contains a hash of the content: a changed script has a new key, and the fleets' scripts are updated to it
   * in place.
   */
  readonly key: string;
}

/** Replaces the artifact bucket: its only object is the built script, which is read on request. */
export class ArtifactBucket implements S3Reader {
  readonly #bucket: string;
  readonly #file: string;

  /** @param file the built zip */
  constructor(bucket: string, file: string) {
    this.#bucket = bucket;
    this.#file = file;
  }

  /** The script as it is built now. */
  script(): ScriptObject {
    return { bucket: this.#bucket, key: scriptKey(fs.readFileSync(this.#file)) };
  }

  read({ Bucket, Key }: Parameters<S3Reader['read']>[0]): Promise<Uint8Array> {
    const bytes = fs.readFileSync(this.#file);
    return Bucket === this.#bucket && Key === scriptKey(bytes)
      ? Promise.resolve(bytes)
      : Promise.reject(
          invalidRequest(
            `Provided resource is not accessible: s3://${Bucket ?? ''}/${Key ?? ''} is not the script ` +
              'that is built now.',
          ),
        );
  }
}
