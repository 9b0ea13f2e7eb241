import { afterEach, describe, expect, it } from '@jest/globals';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { metadataFile, sdkSettings, sharedCredentialsFile } from '../../realtime-server/fleet-credentials';
import { listeningPort } from '../../local/listening-port';

const root = path.resolve(__dirname, '../..');
const role = 'arn:aws:iam::111122223333:role/turnlift-dev-instance';
const files =
  (given: Readonly<Record<string, string>>) =>
  (file: string): string | undefined =>
    given[file];

describe('where the script finds its credentials', () => {
  it('leaves the environment alone where it has credentials, as on a laptop', () => {
    const both = files({
      [sharedCredentialsFile]: '',
      [metadataFile]: JSON.stringify({ instanceRoleArn: role }),
    });
    expect(sdkSettings({ AWS_ACCESS_KEY_ID: 'local' }, both, '/tmp/c')).toEqual({ variables: {} });
    expect(sdkSettings({ AWS_PROFILE: 'mine' }, both, '/tmp/c')).toEqual({ variables: {} });
  });

  it('uses the file that the service keeps, before any other source', () => {
    expect(
      sdkSettings(
        {},
        files({
          [sharedCredentialsFile]: '[FleetRoleCredentials]',
          [metadataFile]: JSON.stringify({ instanceRoleArn: role }),
        }),
        '/tmp/c',
      ),
    ).toEqual({
      variables: { AWS_SHARED_CREDENTIALS_FILE: sharedCredentialsFile, AWS_PROFILE: 'FleetRoleCredentials' },
    });
  });

  it.each([
    '',
    '{',
    '[]',
    '{"instanceRoleArn":""}',
    '{"instanceRoleArn":"arn:aws:iam::111122223333:role/x\\ncredential_process = evil"}',
  ])('changes nothing for metadata without a role: %s', (text) => {
    expect(sdkSettings({}, files({ [metadataFile]: text }), '/tmp/c')).toEqual({ variables: {} });
  });
});

describe('the SDK with these credentials', () => {
  const servers: http.Server[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0))
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
  });

  async function serve(
    answer: (request: IncomingMessage, body: string, response: ServerResponse) => void,
  ): Promise<string> {
    const server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString('utf8');
      });
      request.on('end', () => answer(request, body, response));
    });
    servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${listeningPort(server)}`;
  }

  /** The access key id with which the store's client signs, in a separate process with this environment. */
  async function signsAs(environment: Readonly<Record<string, string>>, folder: string): Promise<string> {
    const dynamodb = await serve((request, _body, response) => {
      signed = /Credential=([^/]+)/.exec(String(request.headers.authorization))?.[1] ?? '';
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
    });
    let signed = '';
    const program = path.join(folder, 'program.js');
    await build({
      stdin: {
        contents:
          "import { createDocumentClient } from './store/client'; import { GetCommand } from " +
          "'@aws-sdk/lib-dynamodb'; createDocumentClient({ region: 'eu-west-1' }).send(new " +
          "GetCommand({ TableName: 't', Key: { pk: 'a' } })).then(() => process.exit(0), (error) => { " +
          'console.error(error); process.exit(1); });',
        resolveDir: root,
        loader: 'ts',
      },
      absWorkingDir: root,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: program,
      logLevel: 'silent',
    });
    const child = fork(program, {
      env: {
        ...environment,
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
      stdio: 'inherit',
    });
    expect(await once(child, 'exit')).toEqual([0, null]);
    return signed;
  }

  const folderOf = (): string => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-credentials-'));
    folders.push(folder);
    return folder;
  };

  it("signs with the service's file", async () => {
    const folder = folderOf();
    const kept = path.join(folder, 'credentials');
    fs.writeFileSync(
      kept,
      '[FleetRoleCredentials]\naws_access_key_id = FROMFILE\naws_secret_access_key = ' +
        's\naws_session_token = t\n',
    );
    const { variables } = sdkSettings({}, files({ [sharedCredentialsFile]: 'there' }), '');
    expect(await signsAs({ ...variables, AWS_SHARED_CREDENTIALS_FILE: kept }, folder)).toBe('FROMFILE');
  });

  it("assumes the fleet's role with the instance's own credentials", async () => {
    const folder = folderOf();
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    const instance = await serve((request, _body, response) => {
      if (request.method === 'PUT') response.end('token');
      else if (request.url?.endsWith('/security-credentials/') === true) response.end('instance');
      else
        response.end(
          JSON.stringify({
            Code: 'Success',
            AccessKeyId: 'INSTANCE',
            SecretAccessKey: 's',
            Token: 't',
            Expiration: soon,
          }),
        );
    });
    const assumed: string[] = [];
    const sts = await serve((request, body, response) => {
      assumed.push(
        `${/Credential=([^/]+)/.exec(String(request.headers.authorization))?.[1]} ` +
          `${new URLSearchParams(body).get('RoleArn')}`,
      );
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          '<AssumeRoleResponse ' +
            `xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASSUMED</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${soon}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
        );
    });
    const config = path.join(folder, 'config.ini');
    const { variables, configFile } = sdkSettings(
      {},
      files({ [metadataFile]: JSON.stringify({ instanceRoleArn: role }) }),
      config,
    );
    fs.writeFileSync(config, configFile ?? '');
    expect(
      await signsAs(
        { ...variables, AWS_EC2_METADATA_SERVICE_ENDPOINT: instance, AWS_ENDPOINT_URL_STS: sts },
        folder,
      ),
    ).toBe('ASSUMED');
    expect(assumed).toEqual([`INSTANCE ${role}`]);
  });
});
