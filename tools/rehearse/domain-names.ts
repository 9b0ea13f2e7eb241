import * as z from 'zod';
import { type Crossing, type OwnAnswer } from './crossing';

const path = /^\/v2\/domainnames(?:\/([^/?]+))?(?:\/(apimappings)(?:\/([^/?]+))?)?(?:\?.*)?$/;
const domain = z.looseObject({
  domainName: z.string(),
  domainNameConfigurations: z.array(z.record(z.string(), z.unknown())),
});
const mapping = z.looseObject({ apiId: z.string(), stage: z.string() });

interface Kept {
  readonly domain: z.output<typeof domain>;
  readonly mappings: Map<string, z.output<typeof mapping>>;
}

const json = (status: number, body: object): OwnAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const missing = (): OwnAnswer => ({
  status: 404,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'NotFoundException' },
  body: JSON.stringify({ message: 'Invalid domain name identifier specified' }),
});

/**
 * API Gateway's domain names and their mappings. The emulator gives them neither a status nor a target, and
 * the provider waits for both (API Gateway v2 API reference, "DomainNameConfiguration").
 * @returns undefined for any other request
 */
export function domainNames(): (crossing: Crossing) => OwnAnswer | undefined {
  const kept = new Map<string, Kept>();
  return ({ method, path: asked, body }) => {
    const found = path.exec(asked);
    if (found === null) return undefined;
    const [, name, mappings, id] = found;
    if (name === undefined) {
      const made = domain.parse(JSON.parse(body));
      kept.set(made.domainName, { domain: withTarget(made), mappings: new Map() });
      return json(201, withTarget(made));
    }
    const known = kept.get(decodeURIComponent(name));
    if (known === undefined) return missing();
    if (mappings !== undefined) return mapped(known, method, id, body);
    if (method === 'DELETE') {
      kept.delete(known.domain.domainName);
      return { status: 204, headers: {}, body: '' };
    }
    return json(200, known.domain);
  };
}

/** @param id absent: a mapping is made */
function mapped({ mappings }: Kept, method: string, id: string | undefined, body: string): OwnAnswer {
  if (id === undefined) {
    const made = { ...mapping.parse(JSON.parse(body)), apiMappingId: `mapping-${mappings.size + 1}` };
    mappings.set(made.apiMappingId, made);
    return json(201, made);
  }
  const known = mappings.get(id);
  if (known === undefined) return missing();
  if (method !== 'DELETE') return json(200, known);
  mappings.delete(id);
  return { status: 204, headers: {}, body: '' };
}

/** Adds the target of a regional domain name: API Gateway's own name, and the id of its hosted zone. */
function withTarget(made: z.output<typeof domain>): z.output<typeof domain> {
  return {
    ...made,
    domainNameConfigurations: made.domainNameConfigurations.map((configuration) => ({
      ...configuration,
      apiGatewayDomainName: 'd-rehearsal.execute-api.eu-west-1.amazonaws.com',
      hostedZoneId: 'ZLY8HYME6SFDD',
      domainNameStatus: 'AVAILABLE',
    })),
  };
}
