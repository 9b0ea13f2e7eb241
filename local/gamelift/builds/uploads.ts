/**
 * The bucket for uploads of builds, with the part of S3 that `aws gamelift upload-build` uses: one object, or
 * a multipart upload. Uploaded bytes are counted, not kept: fleets of builds have no processes here.
 */
import { createHash, randomUUID } from 'node:crypto';
import { type HttpAnswer, type ProtocolHandler, type Incoming } from '../protocol/exchange';
import { type BuildStore } from './build-store';

/**
 * The name of a directory bucket without an Availability Zone. AWS's SDKs send such a bucket to the given
 * endpoint (AWS_ENDPOINT_URL_S3). Without one they refuse the name, so a build never goes to a bucket of
 * Amazon's.
 */
export const uploadBucket = 'turnlift-builds--x-s3';
export const uploadKey = (buildId: string): string => `builds/${buildId}`;

/** Credentials for the S3 client; they are not verified here. */
export const uploadCredentials = (buildId: string) => ({
  AccessKeyId: 'ASIALOCALGAMELIFT000',
  SecretAccessKey: `local-${buildId}`,
  SessionToken: `local-${buildId}`,
});

const sessionSeconds = 300;

function xml(root: string, values: Readonly<Record<string, string>>, status = 200): HttpAnswer {
  const inner = Object.entries(values)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('');
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${inner}</${root}>`,
  };
}

/** Bytes of the object itself; a chunked body with checksums declares them (S3 guide, "aws-chunked"). */
function sizeOf({ headers, body }: Incoming): number {
  const decoded = Number(headers['x-amz-decoded-content-length']);
  return Number.isSafeInteger(decoded) ? decoded : body.length;
}

const taken = ({ body }: Incoming): HttpAnswer => ({
  status: 200,
  headers: { etag: `"${createHash('md5').update(body).digest('hex')}"` },
  body: '',
});

/** The credentials of a session with a directory bucket (S3 reference, CreateSession). */
function sessionAnswer(now: number): HttpAnswer {
  const Expiration = new Date(now + sessionSeconds * 1000).toISOString();
  const { AccessKeyId, SecretAccessKey, SessionToken } = uploadCredentials('session');
  const parts = Object.entries({ AccessKeyId, SecretAccessKey, SessionToken, Expiration });
  const Credentials = parts.map(([name, value]) => `<${name}>${value}</${name}>`).join('');
  return xml('CreateSessionResult', { Credentials });
}

/**
 * The bucket as a protocol on the shared port, path style.
 * @param tell one line for the terminal: the line that said what the build waits for has its end
 */
export function uploadsClaimant(
  builds: BuildStore,
  now: () => number,
  tell: (line: string) => void,
): ProtocolHandler {
  const parts = new Map<string, Map<string, number>>();
  const root = `/${uploadBucket}`;

  const complete = (buildId: string, size: number): void => {
    builds.put({ ...builds.get(buildId), status: 'READY', size });
    tell(`${buildId} is READY: its upload of ${size} bytes has come`);
  };

  const answer = (incoming: Incoming): HttpAnswer => {
    const { method, path, query } = incoming;
    if (method === 'GET' && query.has('session')) return sessionAnswer(now());
    const key = decodeURIComponent(path.slice(root.length + 1));
    const buildId = builds.all().find((build) => uploadKey(build.buildId) === key)?.buildId;
    if (buildId === undefined)
      return xml('Error', { Code: 'NoSuchKey', Message: `No build waits for the object ${key}.` }, 404);
    const uploadId = query.get('uploadId') ?? '';
    const upload = parts.get(uploadId);
    if (method === 'PUT' && !query.has('uploadId')) {
      complete(buildId, sizeOf(incoming));
      return taken(incoming);
    }
    if (method === 'POST' && query.has('uploads')) {
      const made = randomUUID();
      parts.set(made, new Map());
      return xml('InitiateMultipartUploadResult', { Bucket: uploadBucket, Key: key, UploadId: made });
    }
    if (upload === undefined)
      return xml('Error', { Code: 'NoSuchUpload', Message: `There is no upload ${uploadId}.` }, 404);
    switch (method) {
      case 'PUT':
        upload.set(query.get('partNumber') ?? '', sizeOf(incoming));
        return taken(incoming);
      case 'POST':
        parts.delete(uploadId);
        complete(
          buildId,
          [...upload.values()].reduce((sum, size) => sum + size, 0),
        );
        return xml('CompleteMultipartUploadResult', {
          Bucket: uploadBucket,
          Key: key,
          ETag: `&quot;${uploadId}&quot;`,
        });
      default:
        parts.delete(uploadId);
        return { status: 204, headers: {}, body: '' };
    }
  };
  return {
    name: 'build uploads',
    claims: ({ path }) => path === root || path.startsWith(`${root}/`),
    answer,
  };
}
