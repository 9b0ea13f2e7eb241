import fs from 'node:fs';
import { scriptKey } from '../../templates';
import { type S3Reader } from '../gamelift';
import { invalidRequest } from '../gamelift/faults';

/** The built script as an object of the bucket that the fleets' template names. */
export interface ScriptObject {
  readonly bucket: string;
  /** Carries the content: a changed script is a new key, and the fleets' scripts turn to it in place. */
  readonly key: string;
}

/** Stands for the bucket of artifacts: its one object is the built script, read when it is asked for. */
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
            `Provided resource is not accessible: s3://${Bucket ?? ''}/${Key ?? ''} is not the script that is built now.`,
          ),
        );
  }
}
