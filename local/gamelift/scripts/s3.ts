/**
 * Reads one object from an S3 or an S3 emulator, path style: unsigned first, and signed when that is refused.
 */
import { type AwsCredentials, signedHeaders } from '../aws-signature';
import { invalidRequest } from '../faults';
import { type S3Location } from '../model/shapes';

/** Reads objects that requests name by bucket and key. */
export interface S3Reader {
  /** @throws GameLiftFault InvalidRequestException when the object does not exist or cannot be reached */
  read(location: S3Location, maxBytes: number): Promise<Uint8Array>;
}

/** The object store that scripts are read from. */
export interface S3Options {
  /** Such as http://127.0.0.1:5000. Undefined: no S3 is configured. */
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly credentials: AwsCredentials;
}

export function createS3Reader(options: S3Options): S3Reader {
  return {
    async read(location, maxBytes) {
      const { Bucket, Key, RoleArn, ObjectVersion } = location;
      if (Bucket === undefined || Key === undefined || RoleArn === undefined)
        throw invalidRequest('A StorageLocation needs Bucket, Key and RoleArn.');
      if (Bucket.includes('.'))
        throw invalidRequest(`Bucket names with periods are not supported: ${Bucket}.`);
      if (options.endpoint === undefined)
        throw invalidRequest(
          'Provided resource is not accessible: the local GameLift knows no S3; set ' +
            `AWS_ENDPOINT_URL_S3 to read s3://${Bucket}/${Key}.`,
        );
      const url = new URL(options.endpoint);
      url.pathname = [url.pathname.replace(/\/$/, ''), Bucket, ...Key.split('/')]
        .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
        .join('/');
      if (ObjectVersion !== undefined) url.searchParams.set('versionId', ObjectVersion);
      let answer = await get(url, {});
      if (answer.status === 401 || answer.status === 403)
        answer = await get(
          url,
          signedHeaders({ method: 'GET', url, service: 's3', region: options.region }, options.credentials),
        );
      if (!answer.ok)
        throw invalidRequest(
          `Provided resource is not accessible: s3://${Bucket}/${Key} (${answer.status} from ${url.origin}).`,
        );
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (bytes.length > maxBytes)
        throw invalidRequest(
          `s3://${Bucket}/${Key} has ${bytes.length} bytes; at most ${maxBytes} are allowed.`,
        );
      return bytes;
    },
  };
}

async function get(url: URL, headers: Record<string, string>): Promise<Response> {
  try {
    return await fetch(url, { headers });
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw invalidRequest(`Provided resource is not accessible: no answer from ${url.origin} (${cause}).`);
  }
}
