import { ofAnyAccount } from './any-caller';
import { first, list, same, type PlanValues, without } from './comparison';
import { logDangers, newThrottleDangers, routeThrottleDangers, throttleDangers } from './throttling';
import { scaled, tuned } from './magnitude';
import { accountIn, routine, shortened, turnedOff, turnedOn, type WatchedType } from './watched-type';

const accessBlocks = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
];

const keptByBrowsers = turnedOn('pages send what the browser keeps for the API, such as cookies');

/** The arguments that decide whose calls a permission of a function takes. */
const asked = [
  ...['action', 'function_url_auth_type', 'principal', 'principal_org_id', 'qualifier', 'source_account'],
  'source_arn',
];

/** Whether callers of any account may call. */
function anySource(source: unknown, account: unknown): boolean {
  return !/^\d{12}$/.test(String(account ?? '')) && ofAnyAccount(String(source ?? ''));
}

/**
 * An authorizer that is made for an API that is there: its issuer is that API, unless it has a name of its
 * own.
 */
function newAuthorizerDangers(
  { api_id: api, jwt_configuration: jwt }: PlanValues,
  before: PlanValues | undefined,
): readonly string[] {
  const issuer = String(first(jwt)['issuer'] ?? 'one that is known only after the apply');
  return before !== undefined || typeof api !== 'string' || issuer.startsWith(`https://${api}.execute-api.`)
    ? []
    : [`a new authorizer takes the tokens of another issuer: ${issuer}`];
}

/** Types that open or close access: rights, sign-in, names, and who calls a function. */
export const accessTypes: Readonly<Record<string, WatchedType>> = {
  aws_acm_certificate: { ended: 'the name has no certificate, and cannot be called' },
  aws_acm_certificate_validation: {
    harmless: {
      'it waits for a certificate, and is nothing in AWS': ['certificate_arn', 'validation_record_fqdns'],
    },
  },
  aws_apigatewayv2_api: {
    lost: "the API's address changes: clients that ship with it find nothing there any more",
    harmless: { [routine.people]: ['name'] },
    compared: {
      disable_execute_api_endpoint: (is) =>
        is === true
          ? ["the API's own address answers no more: clients that ship with it find nothing there"]
          : [],
      cors_configuration: (is, was) => [
        ...without(first(is)['allow_origins'], first(was)['allow_origins']).map(
          (origin) => `the API opens to pages of ${origin}`,
        ),
        ...keptByBrowsers(first(is)['allow_credentials'], first(was)['allow_credentials']),
        ...['allow_origins', 'allow_methods', 'allow_headers', 'expose_headers'].flatMap((name) =>
          without(first(was)[name], first(is)[name]).map(
            (member) => `pages may not use the API with ${member} any more (${name})`,
          ),
        ),
        ...tuned('browsers keep the answer about pages for other seconds')(
          first(is)['max_age'],
          first(was)['max_age'],
        ),
      ],
    },
    together: {
      of: [],
      dangers: (after, before) =>
        before === undefined
          ? [
              ...(after['disable_execute_api_endpoint'] === true
                ? ["the API's own address answers no more: clients that ship with it find nothing there"]
                : []),
              ...keptByBrowsers(first(after['cors_configuration'])['allow_credentials'], undefined),
            ]
          : [],
    },
  },
  aws_apigatewayv2_api_mapping: { lost: "the API's own name leads nowhere" },
  aws_apigatewayv2_authorizer: {
    // The new one is made first, since the service deletes no authorizer that a route still names.
    lost: 'another authorizer decides whose tokens the API takes: compare issuer and audience',
    harmless: { [routine.people]: ['name'] },
    compared: {
      jwt_configuration: () => ['issuer or audience changes: it decides whose tokens the API takes'],
    },
    together: {
      of: [],
      dangers: newAuthorizerDangers,
    },
  },
  aws_apigatewayv2_domain_name: {
    lost: "the API's own name points nowhere until its record is changed too",
  },
  aws_apigatewayv2_integration: {
    lost: 'its routes answer with an error',
    compared: {
      timeout_milliseconds: scaled('most calls of its routes fail', 'calls that hang are ended late', 'ms'),
    },
    together: {
      of: [],
      // The stacks have functions only. Other kinds hand players' calls and tokens on.
      dangers: (after, before) =>
        before === undefined &&
        (after['integration_type'] !== 'AWS_PROXY' || (after['integration_subtype'] ?? '') !== '')
          ? [
              'calls of its routes go to ' +
                `${String(after['integration_uri'] ?? after['integration_subtype'] ?? 'another place')}, ` +
                'not to a function',
            ]
          : [],
    },
  },
  aws_apigatewayv2_route: {
    lost: 'clients that call the route find nothing there',
    harmless: { [routine.people]: ['operation_name'] },
    compared: {
      authorization_type: (is, was) => [
        was === 'NONE' || was === undefined
          ? `the route refuses clients without a token: ${String(was ?? 'NONE')} → ${String(is)}`
          : `the route is open to more: ${String(was)} → ${String(is)}`,
      ],
      authorizer_id: (is) => [
        `${(is ?? '') === '' ? 'no' : 'another'} authorizer decides who may call the route`,
      ],
      authorization_scopes: (is) => [
        `the route takes tokens with other scopes: ${list(is).join(', ') || 'any'}`,
      ],
    },
    together: {
      of: [],
      dangers: (after, before, { unknown }) => {
        const type = String(after['authorization_type'] ?? 'NONE');
        const route = String(after['route_key']);
        return before === undefined &&
          typeof after['api_id'] === 'string' &&
          (type !== 'JWT' || unknown('authorization_type'))
          ? [`the new route takes clients without a token (authorization ${type}): ${route}`]
          : [];
      },
    },
  },
  aws_apigatewayv2_stage: {
    lost: 'every route of the API answers 404 until a stage is there again',
    harmless: { 'API Gateway makes a deployment for each change of the API': ['deployment_id'] },
    compared: {
      auto_deploy: turnedOff('the deployment of changed routes'),
      access_log_settings: (is, was) => logDangers(first(is), first(was)),
      default_route_settings: (is, was) => throttleDangers('calls', first(is), first(was)),
      route_settings: routeThrottleDangers,
    },
    together: {
      of: [],
      dangers: (after, before, { unknown }) =>
        before === undefined && !unknown('default_route_settings') ? newThrottleDangers(after) : [],
    },
  },
  aws_iam_openid_connect_provider: {
    lost: 'CI cannot sign in any more',
    harmless: { 'AWS verifies GitHub by its own list of authorities': ['thumbprint_list'] },
    compared: {
      client_id_list: (is, was) => [
        ...without(is, was).map((audience) => `tokens for ${audience} are taken too`),
        ...without(was, is).map(
          (audience) => `tokens for ${audience} are refused, and CI signs in with them`,
        ),
      ],
    },
    together: {
      of: [],
      dangers: ({ url }, before) =>
        before !== undefined || /^(https:\/\/)?token\.actions\.githubusercontent\.com$/.test(String(url))
          ? []
          : [`roles may trust tokens of another issuer than GitHub: ${String(url)}`],
    },
  },
  // Attachments and boundaries name it by an ARN that stays the same, so Terraform does not detach it first.
  aws_iam_policy: {
    ended: 'what only it allows is refused',
    whenReplaced: 'IAM deletes no policy that a role still has, and the apply ends in DeleteConflict',
  },
  aws_iam_role: {
    lost: 'what runs as the role is refused until everything names another one',
    harmless: { 'it is how a deletion of the role proceeds': ['force_detach_policies'] },
    compared: {
      max_session_duration: (is, was) =>
        Number(is) > Number(was)
          ? [`a session of the role lasts ${String(is)} s instead of ${String(was)} s`]
          : [],
    },
    together: {
      of: ['managed_policy_arns', 'inline_policy'],
      dangers: (after, before, { unknown }) => [
        ...without(after['managed_policy_arns'], before?.['managed_policy_arns']).map(
          (arn) => `a managed policy is attached: ${arn}`,
        ),
        ...without(before?.['managed_policy_arns'], after['managed_policy_arns']).map(
          (arn) => `a managed policy is detached: ${arn}`,
        ),
        ...(same(before?.['inline_policy'], after['inline_policy'])
          ? []
          : ['an inline policy is written in the role itself, or goes: read it in the plan']),
        ...(before === undefined && (after['permissions_boundary'] ?? '') === ''
          ? [
              unknown('permissions_boundary')
                ? 'the permissions boundary of a new role is known only after the apply'
                : 'a new role has no permissions boundary',
            ]
          : []),
      ],
    },
  },
  aws_iam_role_policy: {
    ended: 'what only it allows is refused',
    harmless: { 'the same rights are given under another name': ['name'] },
  },
  aws_iam_role_policy_attachment: {
    lost: 'a managed policy is detached, and what it denies is denied no more',
    together: {
      of: ['policy_arn', 'role'],
      dangers: (after, before, { unknown }) => {
        if (before?.['role'] === after['role'] && before?.['policy_arn'] === after['policy_arn']) return [];
        // Those of the stacks are known by their names before they are made.
        return unknown('policy_arn')
          ? ['which managed policy is attached is known only after the apply']
          : [`a managed policy is attached: ${String(after['policy_arn'])}`];
      },
    },
  },
  aws_lambda_permission: {
    ended: 'its caller is refused',
    harmless: { 'the same caller is let in under another name': ['statement_id'] },
    together: {
      of: asked,
      dangers: (after, before, { account, unknown }) => {
        if (before !== undefined && asked.every((name) => same(before[name], after[name]))) return [];
        const { principal, source_arn: source, source_account: owner, principal_org_id: org } = after;
        const whom = String(principal);
        const action = String(after['action'] ?? 'lambda:InvokeFunction');
        if (after['function_url_auth_type'] === 'NONE') return ['the function may be called by its URL'];
        if (action !== 'lambda:InvokeFunction') return [`the function allows ${action} to ${whom}`];
        const from = accountIn(String(source)) ?? owner;
        if (from !== undefined && from !== null && account !== undefined && from !== account)
          return [`the function may be called from account ${String(from)}`];
        if (!/^[\w.-]+\.amazonaws\.com$/.test(whom) && whom !== '*')
          return [`the function may be called by ${whom}`];
        const whose = (org ?? '') === '' ? 'any account' : `all accounts of ${String(org)}`;
        if (!unknown('source_arn') && anySource(source, owner))
          return [`the function may be called by ${whom} of ${whose}`];
        return before === undefined || unknown('source_arn')
          ? []
          : ['the function takes the calls of another caller, and none of the earlier caller'];
      },
    },
  },
  aws_route53_record: {
    lost: 'the name points nowhere',
    compared: { ttl: tuned('resolvers keep the record for other seconds') },
    together: {
      of: ['allow_overwrite'],
      // A record that proves a certificate is the same for each certificate of the name.
      dangers: (after, before, { unknown }) =>
        before === undefined &&
        after['allow_overwrite'] === true &&
        !unknown('name') &&
        !String(after['name']).startsWith('_')
          ? ['a record of this name that is there already is overwritten']
          : [],
    },
  },
  aws_s3_bucket_policy: { lost: 'what it denies, such as requests without TLS, is denied no more' },
  aws_s3_bucket_public_access_block: {
    lost: 'the bucket may be opened to the public',
    together: {
      of: accessBlocks,
      dangers: (after, before) =>
        accessBlocks.flatMap((name) => turnedOff(name)(after[name], before?.[name] ?? true)),
    },
  },
  aws_secretsmanager_secret: {
    holds: 'the value',
    lost:
      'its value is lost. With the signing keys every player has to sign in again; with that of a ' +
      'webhook its events wait for a new one',
    compared: {
      recovery_window_in_days: (is, was) =>
        Number(is) === 0
          ? ['the recovery window is turned off']
          : shortened('a deleted secret is lost', 'days')(is, was),
    },
  },
};
