import * as z from 'zod/mini';

/**
 * How the script calls DynamoDB on a fleet (GameLift developer guide, "Communicate with other AWS resources
 * from your fleets"). It uses the credentials of the fleet's instance role, which the service keeps in a file
 * when the fleet sets SHARED_CREDENTIAL_FILE, or assumes that role itself. Both become settings of the AWS
 * SDK's own chain. Credentials in the environment take precedence, and nothing is changed.
 */
export const sharedCredentialsFile = '/local/credentials/credentials';
const sharedCredentialsProfile = 'FleetRoleCredentials';
export const metadataFile = '/local/gamemetadata/gamelift-metadata.json';

const metadata = z.object({ instanceRoleArn: z.optional(z.string()) });

/** Variables to set, and a configuration file to write first, if one is needed. */
export interface SdkSettings {
  readonly variables: Readonly<Record<string, string>>;
  readonly configFile?: string;
}

/**
 * The settings that the AWS SDK needs before its first call.
 * @param environment the process's own variables
 * @param read the text of a file, or undefined when there is none
 * @param configPath where a configuration file may be written
 */
export function sdkSettings(
  environment: Readonly<Record<string, string | undefined>>,
  read: (path: string) => string | undefined,
  configPath: string,
): SdkSettings {
  if (environment['AWS_ACCESS_KEY_ID'] !== undefined || environment['AWS_PROFILE'] !== undefined)
    return { variables: {} };
  if (read(sharedCredentialsFile) !== undefined) {
    return {
      variables: {
        AWS_SHARED_CREDENTIALS_FILE: sharedCredentialsFile,
        AWS_PROFILE: sharedCredentialsProfile,
      },
    };
  }
  const role = roleOf(read(metadataFile));
  if (role === undefined) return { variables: {} };
  return {
    variables: { AWS_CONFIG_FILE: configPath },
    configFile: `[default]\nrole_arn = ${role}\ncredential_source = Ec2InstanceMetadata\n`,
  };
}

function roleOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    const read = metadata.safeParse(JSON.parse(text));
    const role = read.success ? read.data.instanceRoleArn : undefined;
    return role !== undefined && /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(role) ? role : undefined;
  } catch {
    return undefined;
  }
}
