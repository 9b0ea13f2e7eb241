import { type CommonConfig, logicalName } from '../config';

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** The parts of a CloudFormation template that this project uses. */
export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description: string;
  readonly Parameters: Readonly<Record<string, { readonly Type: 'String' }>>;
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly UpdateReplacePolicy?: 'Retain';
        readonly DeletionPolicy?: 'Delete';
        /** CloudFormation's own update behaviour, where it differs from a plain API call. */
        readonly UpdatePolicy?: { readonly [key: string]: Json };
        readonly Properties: { readonly [key: string]: Json };
      }
    >
  >;
  readonly Outputs: Readonly<Record<string, { readonly Value: Json }>>;
}

/** Maximum size of a template that is passed inline (CloudFormation quotas). */
export const maxTemplateBytes = 51_200;

/** The id of a resource, parameter or output in a template: `FleetSpotBlue`. */
export function logicalId(prefix: string, name: string): string {
  return `${prefix}${logicalName(name)}`;
}

/** The template as JSON. @throws Error when it exceeds CloudFormation's size limit */
export function templateBody(config: Pick<CommonConfig, 'environment'>, template: Template): string {
  const body = JSON.stringify(template);
  const bytes = Buffer.byteLength(body);
  if (bytes > maxTemplateBytes)
    throw new Error(
      `game/environments/${config.environment}.ts: the CloudFormation template has ${bytes} bytes, ` +
        `${maxTemplateBytes} are allowed: have fewer fleets or locations, or a shorter rule set`,
    );
  return body;
}
