import { type SynthesizedStack } from '../synthesized';
import { reviewOf } from './review';
import { type TerraformStage } from './stage';

const zoneName = 'rehearsal.example';

/** Names that a rehearsal gives to the API and the page. */
export const ownNames = { api: `api.${zoneName}`, site: `play.${zoneName}` } as const;

/** A hosted zone in the emulator, as one has it before a configuration names it. @returns its id */
async function hostedZone(emulator: string): Promise<string> {
  const said = await route53(emulator, 'POST', 'hostedzone', zoneRequest);
  const id = /<Id>\/hostedzone\/([A-Z0-9]+)<\/Id>/.exec(said)?.[1];
  if (id === undefined) throw new Error(`the emulator made no hosted zone: ${said.slice(0, 300)}`);
  return id;
}

const zoneRequest =
  '<CreateHostedZoneRequest ' +
  `xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Name>${zoneName}</Name><CallerReference>rehearsal</CallerReference></CreateHostedZoneRequest>`;

async function route53(emulator: string, method: string, path: string, body?: string): Promise<string> {
  const answer = await fetch(`${emulator}/2013-04-01/${path}`, {
    method,
    headers: {
      // The emulator reads the service from it, and does not verify signatures.
      authorization:
        'AWS4-HMAC-SHA256 Credential=rehearsal/20260101/us-east-1/route53/aws4_request, ' +
        'SignedHeaders=host, Signature=0',
    },
    ...(body === undefined ? {} : { body }),
  });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`route53 ${method} ${path}: ${answer.status} ${said.slice(0, 300)}`);
  return said;
}

/** Names and types of the records of a zone, sorted. */
async function recordsOf(emulator: string, zone: string): Promise<readonly string[]> {
  const said = await route53(emulator, 'GET', `hostedzone/${zone}/rrset`);
  return [...said.matchAll(/<Name>([^<]*?)\.?<\/Name>\s*<Type>([A-Z]+)<\/Type>/g)]
    .map(([, name = '', type = '']) => `${name} ${type}`)
    .filter((record) => !/ (NS|SOA)$/.test(record))
    .sort();
}

/**
 * Gives API and page names of a zone in Route 53, so that the calls for certificates and records are made.
 * This does not depend on whether the environment has names of its own.
 * @param emulator its URL, for calls that a deploy does not make
 */
export async function giveOwnNames(
  stage: TerraformStage,
  stacks: readonly SynthesizedStack[],
  emulator: string,
): Promise<void> {
  const zone = await hostedZone(emulator);
  stage.workspace.addNames(ownNames, zone);
  stage.workspace.synth();
  stage.override(stacks);
  for (const part of ['site', 'api', 'pages']) {
    const stack = stacks.find(({ name }) => name.endsWith(`-${part}`));
    if (stack === undefined) continue;
    const terraform = stage.terraform(stack, 'plan');
    const { changes } = await terraform.plan('rehearsal.tfplan');
    if (!changes) throw new Error(`${stack.name}: its own name is not in the plan`);
    await stage.keep(stack, 'own-name');
    const { loud } = reviewOf(stack.name, await terraform.showPlan('rehearsal.tfplan'), stage.report);
    stage.report.step(
      `${stack.name}: its own name; loud in the review: ` +
        `${loud.map(({ address, why }) => `${address}: ${why}`).join('; ') || 'nothing'}`,
    );
    await stage.terraform(stack, 'apply').apply('rehearsal.tfplan');
    await stage.checkNothingLeft(stack);
  }
  const records = await recordsOf(emulator, zone);
  const lacking = Object.values(ownNames).filter(
    (name) =>
      !records.includes(`${name} A`) ||
      !records.includes(`${name} AAAA`) ||
      !records.some((record) => record.startsWith('_') && record.endsWith(`.${name} CNAME`)),
  );
  if (lacking.length > 0)
    throw new Error(`the zone lacks ${lacking.join(', ')}; it has ${records.join(', ')}`);
  stage.report.addProved(
    'API and page got names of a zone in Route 53: certificates requested and validated, ' +
      `${records.length} records made (${records.join(', ')}), the second plan is empty`,
  );
  stage.report.addDifferences([
    `the names ${Object.values(ownNames).join(' and ')} of a zone in Route 53 were put over the ` +
      "environment's own configuration for this trial (api.domain, site.domain); the emulator validates " +
      'a certificate without looking at its record',
  ]);
}
