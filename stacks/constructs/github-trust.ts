import { type EnvironmentConfig } from '../../config';
import { policy } from './policy';

/** The host of GitHub's OIDC issuer, and the prefix of its condition keys. */
export const githubIssuer = 'token.actions.githubusercontent.com';

/**
 * The subjects of GitHub's token for one kind of job. Repositories that were created, renamed or transferred
 * since July 2026 send owner and repository with their ids, older ones without
 * (aws-actions/configure-aws-credentials issues 1888 and 1889). Both forms are trusted, each exactly.
 * @param job the end of the subject, such as `environment:prod` or `pull_request`
 */
export function githubSubjects(delivery: EnvironmentConfig['delivery'], job: string): readonly string[] {
  const [owner = '', name = ''] = delivery.repository.split('/');
  const { owner: ownerId, repository: repositoryId } = delivery.repositoryIds;
  return [`repo:${owner}/${name}:${job}`, `repo:${owner}@${ownerId}/${name}@${repositoryId}:${job}`];
}

/** Trust in jobs of this repository and of these kinds only. */
export function githubTrust(config: EnvironmentConfig, ...jobs: readonly string[]): string {
  return policy({
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::${config.account}:oidc-provider/${githubIssuer}` },
    Action: ['sts:AssumeRoleWithWebIdentity'],
    Condition: {
      StringEquals: {
        [`${githubIssuer}:aud`]: 'sts.amazonaws.com',
        [`${githubIssuer}:sub`]: jobs.flatMap((job) => githubSubjects(config.delivery, job)),
      },
    },
  });
}
