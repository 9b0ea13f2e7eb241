import { spawn } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import {
  DescribeMatchmakingRuleSetsCommand,
  StartMatchmakingCommand,
  ValidateMatchmakingRuleSetCommand,
} from '@aws-sdk/client-gamelift';
import { sdk } from '../hosted';
import { hasBotocore, caller } from './protocol-caller';

export function otherClients(): void {
  describe('other people’s clients', () => {
    it('the JavaScript SDK', async () => {
      const client = sdk(caller.gamelift.url);
      const { RuleSets } = await client.send(new DescribeMatchmakingRuleSetsCommand({ Names: ['rs'] }));
      expect(RuleSets?.[0]?.CreationTime).toEqual(new Date('2026-01-01T00:00:00Z'));
      await expect(
        client.send(new ValidateMatchmakingRuleSetCommand({ RuleSetBody: '{}' })),
      ).rejects.toMatchObject({ name: 'InvalidRequestException', message: expect.stringContaining('teams') });
      await expect(
        client.send(new StartMatchmakingCommand({ ConfigurationName: 'nope', Players: [{ PlayerId: 'p' }] })),
      ).rejects.toMatchObject({ name: 'NotFoundException' });
      client.destroy();
    });

    (hasBotocore ? it : it.skip)('botocore (skipped where python3 has none)', async () => {
      const program = `
import botocore.session, botocore.exceptions, json, sys
client = botocore.session.get_session().create_client(
  'gamelift', region_name='us-west-2', endpoint_url=sys.argv[1],
  aws_access_key_id='x', aws_secret_access_key='y')
client.start_matchmaking(TicketId='py-1', ConfigurationName='duel', Players=[
  {'PlayerId': 'p', 'PlayerAttributes': {'skill': {'N': 12.5}}, 'LatencyInMs': {'us-west-2': 20}}])
ticket = client.describe_matchmaking(TicketIds=['py-1'])['TicketList'][0]
try:
  client.start_matchmaking(ConfigurationName='nope', Players=[{'PlayerId': 'p'}]); fault = None
except botocore.exceptions.ClientError as error:
  fault = error.response['Error']['Code']
paginator = client.get_paginator('describe_matchmaking_rule_sets')
pages = [page for page in paginator.paginate(PaginationConfig={'PageSize': 1})]
print(json.dumps({
  'status': ticket['Status'], 'year': ticket['StartTime'].year, 'fault': fault, 'pages': len(pages)}))
`;
      const child = spawn('python3', ['-c', program, caller.gamelift.url], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
      });
      child.stderr.on('data', (chunk: Buffer) => {
        err += chunk.toString();
      });
      await new Promise((resolve) => {
        child.once('close', resolve);
      });
      if (out === '') throw new Error(err);
      expect(JSON.parse(out)).toEqual({ status: 'QUEUED', year: 2026, fault: 'NotFoundException', pages: 1 });
    });
  });
}
