import { type AccessRequest } from '../policy/evaluate';
import { type Crossing } from './crossing';

/** The operations by method and by the path after a zone's id. */
const zoneActions: Readonly<Record<string, string>> = {
  'GET ': 'GetHostedZone',
  'GET rrset': 'ListResourceRecordSets',
  'POST rrset': 'ChangeResourceRecordSets',
};

const key = (name: string): string => `route53:ChangeResourceRecordSets${name}`;

/**
 * The IAM request behind a call of Route 53. A change of records shows their names, without the dot at the
 * end, and their types (Route 53 guide, "Using IAM policy conditions for fine-grained access control").
 */
export function route53Call({ method, path, body }: Crossing): AccessRequest {
  const { pathname } = new URL(path, 'http://x');
  const [, , kind = '', id = '', part = ''] = pathname.split('/');
  // A generated id would make each recording differ.
  if (kind === 'change') return { action: 'route53:GetChange', resource: 'arn:aws:route53:::change/id' };
  const action = `route53:${zoneActions[`${method} ${part}`] ?? `${method} ${kind}/${part}`}`;
  const resource = `arn:aws:route53:::${kind}/${id}`;
  if (!action.endsWith(':ChangeResourceRecordSets')) return { action, resource };
  return {
    action,
    resource,
    context: {
      [key('NormalizedRecordNames')]: texts(body, 'Name').map((name) =>
        name.toLowerCase().replace(/\.$/, ''),
      ),
      [key('RecordTypes')]: texts(body, 'Type'),
    },
  };
}

/** The texts of all elements of a name; records' names and types contain no escapes. */
function texts(xml: string, element: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text = '']) => text);
}
