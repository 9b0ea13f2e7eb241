import { describe, expect, it } from '@jest/globals';
import { body, caller } from './protocol-caller';

export function awsJson(): void {
  describe('AWS JSON 1.1', () => {
    it('answers with request id, content type and times in seconds', async () => {
      const { status, headers, body: answered } = await caller.raw('DescribeMatchmakingRuleSets', {});
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
      expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
      expect(answered).toEqual({
        RuleSets: [
          {
            RuleSetName: 'rs',
            RuleSetArn: 'arn:aws:gamelift:us-west-2:111122223333:matchmakingruleset/rs',
            RuleSetBody: body,
            CreationTime: 1_767_225_600,
          },
        ],
      });
    });

    it.each([
      ['no JSON', 'StopMatchmaking', '{', 400, 'SerializationException'],
      ['an operation of another service', 'PutItem', {}, 400, 'UnknownOperationException'],
      [
        'an operation that is not served here',
        'CreateContainerFleet',
        { FleetRoleArn: 'x' },
        400,
        'UnknownOperationException',
      ],
      ['an empty body', 'StopMatchmaking', '', 400, 'InvalidRequestException'],
      ['a JSON null', 'StopMatchmaking', 'null', 400, 'InvalidRequestException'],
      ['deep nesting', 'StopMatchmaking', `${'['.repeat(100_000)}`, 400, 'SerializationException'],
    ])('refuses %s', async (_what, operation, input, status, fault) => {
      const answered = await caller.raw(operation, input);
      expect({
        status: answered.status,
        type: answered.body['__type'],
        header: answered.headers.get('x-amzn-errortype'),
      }).toEqual({ status, type: fault, header: fault });
    });

    it('refuses a body that is too large, and requests of other kinds, and stays up', async () => {
      const large = await fetch(caller.gamelift.url, {
        method: 'POST',
        headers: { 'x-amz-target': 'GameLift.CreateScript' },
        body: Buffer.alloc(13 * 2 ** 20),
      });
      expect(large.status).toBe(413);
      expect((await fetch(`${caller.gamelift.url}/nothing`)).status).toBe(404);
      expect(await caller.fault('DescribeMatchmakingRuleSets', {})).toBe('none');
    });
  });
}
