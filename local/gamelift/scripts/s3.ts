/**
 * Reads one object from an S3 or what stands for it, path style: unsigned, and signed when that is refused.
 */
import { createHash, createHmac } from 'node:crypto';
import { invalidRequest } from '../faults';
import { type S3Location } from '../model/shapes';

export interface S3Reader {
  /** @throws GameLiftFault InvalidRequestException when there is no such object or no way to it */
  read(location: S3Location, largest: number): Promise<Uint8Array>;
}

export interface S3Options {
  /** Such as http://127.0.0.1:5000. Undefined: there is no S3 here. */
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

export function createS3Reader(options: S3Options): S3Reader {
  return {
    async read(location, largest) {
      const { Bucket, Key, RoleArn, ObjectVersion } = location;
      if (Bucket === undefined || Key === undefined || RoleArn === undefined)
        throw invalidRequest('A StorageLocation needs Bucket, Key and RoleArn.');
      if (Bucket.includes('.'))
        throw invalidRequest(`Bucket names with periods are not supported: ${Bucket}.`);
      if (options.endpoint === undefined)
        throw invalidRequest(
          `Provided resource is not accessible: the local GameLift knows no S3; set AWS_ENDPOINT_URL_S3 to read s3://${Bucket}/${Key}.`,
        );
      const url = new URL(options.endpoint);
      url.pathname = [url.pathname.replace(/\/$/, ''), Bucket, ...Key.split('/')]
        .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
        .join('/');
      if (ObjectVersion !== undefined) url.searchParams.set('versionId', ObjectVersion);
      let answer = await get(url, {});
      if (answer.status === 401 || answer.status === 403)
        answer = await get(url, signedHeaders(url, options.region, options.credentials));
      if (!answer.ok)
        throw invalidRequest(
          `Provided resource is not accessible: s3://${Bucket}/${Key} (${answer.status} from ${url.origin}).`,
        );
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (bytes.length > largest)
        throw invalidRequest(
          `s3://${Bucket}/${Key} has ${bytes.length} bytes; at most ${largest} are allowed.`,
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

/** Signature Version 4 of a GET without a body (IAM User Guide, "Create a signed AWS API request"). */
function signedHeaders(
  url: URL,
  region: string,
  { accessKeyId, secretAccessKey, sessionToken }: S3Options['credentials'],
): Record<string, string> {
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string): Buffer =>
    createHmac('sha256', key).update(text).digest();
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const signed: Record<string, string> = {
    host: url.host,
    'x-amz-content-sha256': hash(''),
    'x-amz-date': time,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(signed).sort();
  const query = [...url.searchParams]
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const request = [
    'GET',
    url.pathname,
    query,
    ...names.map((name) => `${name}:${signed[name] ?? ''}`),
    '',
    names.join(';'),
    hash(''),
  ].join('\n');
  const key = [time.slice(0, 8), region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${secretAccessKey}`,
  );
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, hash(request)].join('\n')).toString('hex');
  const { host: _host, ...sent } = signed;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}
