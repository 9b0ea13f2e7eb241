import path from 'node:path';
import * as z from 'zod';
import { serveAwsJson, ServiceRefusal } from '../aws-json-server';
import { type Secret } from './secret-file';
import { SecretVault } from './secret-vault';

/** The options of a local Secrets Manager. */
export interface LocalSecretsOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Folder of secrets.json; absent: memory only. */
  readonly folder?: string;
  readonly region?: string;
  /**
   * The only accepted access key id; absent: any. The service returns signing keys, so a key of this run
   * keeps other users of the machine away from them.
   */
  readonly accessKeyId?: string;
  /** Secrets that exist from the start, without a value: those that a deployment would have created. */
  readonly secrets?: readonly string[];
  /** Values of secrets, by name, in place of those that they had. */
  readonly values?: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** A running Secrets Manager on this machine. */
export interface LocalSecrets {
  /** For AWS_ENDPOINT_URL_SECRETS_MANAGER. */
  readonly url: string;
  close(): Promise<void>;
}

const name = z.string().min(1).max(512);
const secretId = z.string().min(1).max(2048);
const token = z.string().min(32).max(64).optional();
const value = z.string().min(1).max(65_536);

/** The operations in AWS JSON 1.1: input by schema, output as JSON. */
const operations: Readonly<Record<string, (vault: SecretVault, input: unknown) => object>> = {
  CreateSecret(vault, input) {
    const { Name, SecretString, ClientRequestToken, Description } = z
      .object({
        Name: name,
        SecretString: value.optional(),
        ClientRequestToken: token,
        Description: z.string().optional(),
      })
      .parse(input);
    const { secret, version } = vault.create(Name, {
      ...(SecretString === undefined ? {} : { secretString: SecretString }),
      ...(ClientRequestToken === undefined ? {} : { token: ClientRequestToken }),
      ...(Description === undefined ? {} : { description: Description }),
    });
    return {
      ARN: secret.arn,
      Name: secret.name,
      ...(version === undefined ? {} : { VersionId: version.versionId }),
    };
  },
  GetSecretValue(vault, input) {
    const { SecretId, VersionId, VersionStage } = z
      .object({ SecretId: secretId, VersionId: z.string().optional(), VersionStage: z.string().optional() })
      .parse(input);
    const secret = vault.find(SecretId);
    const version = vault.version(SecretId, {
      ...(VersionId === undefined ? {} : { versionId: VersionId }),
      ...(VersionStage === undefined ? {} : { stage: VersionStage }),
    });
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.versionId,
      SecretString: version.secretString,
      VersionStages: version.stages,
      CreatedDate: version.createdAt,
    };
  },
  PutSecretValue(vault, input) {
    const { SecretId, SecretString, ClientRequestToken, VersionStages } = z
      .object({
        SecretId: secretId,
        SecretString: value,
        ClientRequestToken: token,
        VersionStages: z.array(z.string()).min(1).max(20).optional(),
      })
      .parse(input);
    const version = vault.put(SecretId, SecretString, {
      ...(ClientRequestToken === undefined ? {} : { token: ClientRequestToken }),
      ...(VersionStages === undefined ? {} : { stages: VersionStages }),
    });
    const secret = vault.find(SecretId);
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.versionId,
      VersionStages: version.stages,
    };
  },
  DescribeSecret(vault, input) {
    return described(vault.find(z.object({ SecretId: secretId }).parse(input).SecretId));
  },
  UpdateSecretVersionStage(vault, input) {
    const { SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId } = z
      .object({
        SecretId: secretId,
        VersionStage: z.string().min(1).max(256),
        MoveToVersionId: z.string().optional(),
        RemoveFromVersionId: z.string().optional(),
      })
      .parse(input);
    const secret = vault.moveStage(SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId);
    return { ARN: secret.arn, Name: secret.name };
  },
};

function described(secret: Secret): object {
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    CreatedDate: secret.createdAt,
    LastChangedDate: secret.changedAt,
    VersionIdsToStages: Object.fromEntries(
      secret.versions
        .filter((version) => version.stages.length > 0)
        .map((version) => [version.versionId, version.stages]),
    ),
  };
}

/**
 * Secrets Manager on this machine: the operations that deployed code uses, over AWS JSON 1.1, so that
 * functions need no branch for the laptop. @throws Error when the folder's file has another format, or the
 * port is taken
 */
export async function startLocalSecrets(options: LocalSecretsOptions = {}): Promise<LocalSecrets> {
  const file = options.folder === undefined ? undefined : path.join(options.folder, 'secrets.json');
  const vault = new SecretVault(file, options.region ?? 'us-east-1', options.now ?? Date.now);
  for (const wanted of options.secrets ?? []) {
    try {
      vault.find(wanted);
    } catch {
      vault.create(wanted, {});
    }
  }
  for (const [name, secretString] of Object.entries(options.values ?? {})) vault.set(name, secretString);
  return serveAwsJson({
    name: 'The local Secrets Manager',
    codes: { invalid: 'InvalidParameterException', internal: 'InternalServiceError' },
    maxBytes: 256 * 1024,
    operations: Object.fromEntries(
      Object.entries(operations).map(([operation, run]) => [
        `secretsmanager.${operation}`,
        (input: unknown) => run(vault, input),
      ]),
    ),
    admit: ({ authorization }) => {
      if (options.accessKeyId !== undefined && keyOf(authorization) !== options.accessKeyId)
        throw new ServiceRefusal(
          'UnrecognizedClientException',
          'The access key id is not that of this run.',
          403,
        );
    },
    ...(options.port === undefined ? {} : { port: options.port }),
  });
}

/** The access key id of a signed request (Signature Version 4). */
const keyOf = (authorization: string | undefined): string | undefined =>
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(authorization ?? '')?.[1];
