import { type OwnAnswer } from './crossing';
import { type Crossing } from './crossing';

const path = /^\/2020-05-31\/response-headers-policy(?:\/([^/?]+))?$/;
const namespace = 'http://cloudfront.amazonaws.com/doc/2020-05-31/';

/**
 * CloudFront's response headers policies, which the emulator does not support: stored as they were sent, and
 * returned unchanged (CloudFront API reference, "CreateResponseHeadersPolicy").
 * @returns undefined for any other request
 */
export function headersPolicies(): (crossing: Crossing) => OwnAnswer | undefined {
  const kept = new Map<string, string>();
  return ({ method, path: asked, body }): OwnAnswer | undefined => {
    const found = path.exec(asked);
    if (found === null) return undefined;
    const id = found[1] ?? `policy-${kept.size + 1}`;
    if (method === 'POST' || method === 'PUT') kept.set(id, body.replace(/^<\?xml[^>]*\?>\s*/, ''));
    const config = kept.get(id);
    if (config === undefined) return { status: 404, headers: {}, body: error };
    if (method === 'DELETE') {
      kept.delete(id);
      return { status: 204, headers: {}, body: '' };
    }
    const policy = `<Id>${id}</Id><LastModifiedTime>2026-01-01T00:00:00Z</LastModifiedTime>${config}`;
    return {
      status: method === 'POST' ? 201 : 200,
      headers: { 'content-type': 'text/xml', etag: `E-${id}` },
      body: `<ResponseHeadersPolicy xmlns="${namespace}">${policy}</ResponseHeadersPolicy>`,
    };
  };
}

const error =
  `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type>` +
  '<Code>NoSuchResponseHeadersPolicy</Code><Message>no policy has this id</Message></Error></ErrorResponse>';
