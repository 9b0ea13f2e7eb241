import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readEnvironment } from '../shared/environment';
import { rotateSigningKeys } from './rotate';

const { signingKeysSecret } = readEnvironment('signingKeysSecret');
const secrets = new SecretsManagerClient();

/** EventBridge calls this every few minutes; mostly there is nothing to do. */
export async function handler(): Promise<{ readonly outcome: string }> {
  return { outcome: await rotateSigningKeys(secrets, signingKeysSecret, Math.floor(Date.now() / 1000)) };
}
