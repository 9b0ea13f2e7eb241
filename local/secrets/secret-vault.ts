import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readSecretFile, type Secret, secretFileText, type SecretVersion } from './secret-file';
import { ServiceRefusal } from '../aws-json-server';

/** An error with its name in Secrets Manager. */
export class SecretsRefusal extends ServiceRefusal {
  constructor(
    code:
      | 'ResourceNotFoundException'
      | 'ResourceExistsException'
      | 'InvalidParameterException'
      | 'InvalidRequestException',
    message: string,
  ) {
    super(code, message);
  }
}

/**
 * Secrets and their versions, in one file that only its owner may read (or in memory). Every change is on the
 * disk before it is acknowledged: a signing key that has signed a token must not be lost.
 */
export class SecretVault {
  readonly #file: string | undefined;
  readonly #region: string;
  readonly #now: () => number;

  readonly #secrets = new Map<string, Secret>();

  /** @param file undefined: memory only. @throws Error naming the file when it has another format */
  constructor(file: string | undefined, region: string, now: () => number) {
    this.#file = file;
    this.#region = region;
    this.#now = now;

    if (file === undefined || !fs.existsSync(file)) return;
    for (const found of readSecretFile(file)) this.#secrets.set(found.name, found);
    // A file of an earlier version gets its checksum.
    const text = secretFileText([...this.#secrets.values()]);
    if (fs.readFileSync(file, 'utf8') !== text) this.#save();
  }

  /**
   * CreateSecret. The same token with the same value is the same secret.
   * @throws SecretsRefusal ResourceExistsException
   */
  create(
    name: string,
    fields: { readonly secretString?: string; readonly token?: string; readonly description?: string },
  ): { readonly secret: Secret; readonly version?: SecretVersion } {
    const standing = this.#secrets.get(name);
    if (standing !== undefined) {
      const same = standing.versions.find((candidate) => candidate.versionId === fields.token);
      if (same !== undefined && same.secretString === fields.secretString)
        return { secret: standing, version: same };
      throw new SecretsRefusal(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const seconds = this.#seconds();
    const suffix = randomUUID().slice(0, 6);
    const created: Secret = {
      name,
      arn: `arn:aws:secretsmanager:${this.#region}:000000000000:secret:${name}-${suffix}`,
      ...(fields.description === undefined ? {} : { description: fields.description }),
      createdAt: seconds,
      changedAt: seconds,
      versions: [],
    };
    this.#secrets.set(name, created);
    if (fields.secretString === undefined) {
      this.#save();
      return { secret: created };
    }
    return {
      secret: created,
      version: this.put(name, fields.secretString, {
        ...(fields.token === undefined ? {} : { token: fields.token }),
      }),
    };
  }

  /** Makes a secret's current value this one, and the secret if need be. Repeating it changes nothing. */
  set(name: string, secretString: string): void {
    const found = this.#secrets.get(name) ?? this.create(name, {}).secret;
    const current = found.versions.find(({ stages }) => stages.includes('AWSCURRENT'));
    if (current?.secretString !== secretString) this.put(name, secretString, {});
  }

  /** @param id name or ARN. @throws SecretsRefusal ResourceNotFoundException */
  find(id: string): Secret {
    const found =
      this.#secrets.get(id) ?? [...this.#secrets.values()].find((candidate) => candidate.arn === id);
    if (found === undefined)
      throw new SecretsRefusal(
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret.",
      );
    return found;
  }

  /**
   * The version with an id or a stage, or the current one.
   * @throws SecretsRefusal ResourceNotFoundException
   */
  version(id: string, wanted: { readonly versionId?: string; readonly stage?: string }): SecretVersion {
    const stage = wanted.stage ?? (wanted.versionId === undefined ? 'AWSCURRENT' : undefined);
    const found = this.find(id).versions.find(
      (candidate) =>
        (wanted.versionId === undefined || candidate.versionId === wanted.versionId) &&
        (stage === undefined || candidate.stages.includes(stage)),
    );
    if (found !== undefined) return found;
    throw new SecretsRefusal(
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value for " +
        `${wanted.versionId === undefined ? `staging label: ${stage}` : `VersionId: ${wanted.versionId}`}`,
    );
  }

  /**
   * Adds a version. The same token with the same value is the same version.
   * @throws SecretsRefusal ResourceExistsException for the same token with another value
   */
  put(
    id: string,
    secretString: string,
    options: { readonly token?: string; readonly stages?: readonly string[] },
  ): SecretVersion {
    const found = this.find(id);
    const versionId = options.token ?? randomUUID();
    const same = found.versions.find((candidate) => candidate.versionId === versionId);
    if (same !== undefined) {
      if (same.secretString === secretString) return same;
      throw new SecretsRefusal(
        'ResourceExistsException',
        `You can't use ClientRequestToken ${versionId} because that value is already in use for a ` +
          `version of secret ${found.arn}.`,
      );
    }
    const added: SecretVersion = { versionId, secretString, createdAt: this.#seconds(), stages: [] };
    found.versions.push(added);
    for (const stage of options.stages ?? ['AWSCURRENT']) this.#moveStage(found, stage, added);
    // A version without a label may be deleted at any time; the service keeps about a hundred.
    const unlabelled = found.versions.filter((candidate) => candidate.stages.length === 0);
    for (const old of unlabelled.slice(0, Math.max(0, unlabelled.length - 100)))
      found.versions.splice(found.versions.indexOf(old), 1);
    found.changedAt = this.#seconds();
    this.#save();
    return added;
  }

  /**
   * UpdateSecretVersionStage.
   * @throws SecretsRefusal InvalidParameterException, ResourceNotFoundException
   */
  moveStage(id: string, stage: string, to: string | undefined, from: string | undefined): Secret {
    const found = this.find(id);
    const holder = found.versions.find((candidate) => candidate.stages.includes(stage));
    if (holder !== undefined && holder.versionId !== to && holder.versionId !== from)
      throw new SecretsRefusal(
        'InvalidParameterException',
        `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently ` +
          `attached to version ${holder.versionId}, so you must explicitly reference that version in ` +
          'RemoveFromVersionId.',
      );
    if (to === undefined) {
      if (holder !== undefined) holder.stages = holder.stages.filter((label) => label !== stage);
    } else {
      this.#moveStage(found, stage, this.version(id, { versionId: to }));
    }
    this.#save();
    return found;
  }

  #moveStage(found: Secret, stage: string, to: SecretVersion): void {
    const holder = found.versions.find((candidate) => candidate.stages.includes(stage));
    if (holder === to) return;
    if (holder !== undefined) holder.stages = holder.stages.filter((label) => label !== stage);
    to.stages.push(stage);
    // The version that was current becomes the previous one (Secrets Manager API, PutSecretValue).
    if (stage === 'AWSCURRENT' && holder !== undefined) this.#moveStage(found, 'AWSPREVIOUS', holder);
  }

  #seconds(): number {
    return this.#now() / 1000;
  }

  #save(): void {
    if (this.#file === undefined) return;
    fs.mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    const part = `${this.#file}.part`;
    const handle = fs.openSync(part, 'w', 0o600);
    try {
      fs.writeFileSync(handle, secretFileText([...this.#secrets.values()]));
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(part, this.#file);
  }
}
