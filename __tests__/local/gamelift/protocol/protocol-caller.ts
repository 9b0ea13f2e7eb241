import { afterAll, beforeAll } from '@jest/globals';
import { cbor } from '@smithy/core/cbor';
import { type Caller, type Json, startCaller } from '../caller';
import { objectOf } from '../../../support/json-values';
import { runsHere } from '../../../support/runs-here';

export const hasBotocore = runsHere('python3', '-c', 'import botocore');
export const body = '{"ruleLanguageVersion":"1.0","teams":[{"name":"a","minPlayers":1,"maxPlayers":2}]}';
export let caller: Caller;

export async function rpc(
  operation: string,
  input: unknown,
  bytes?: Uint8Array,
): Promise<{
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
  readonly bytes: Uint8Array;
}> {
  const response = await fetch(`${caller.gamelift.url}/service/GameLift/operation/${operation}`, {
    method: 'POST',
    headers: {
      'smithy-protocol': 'rpc-v2-cbor',
      'content-type': 'application/cbor',
      accept: 'application/cbor',
    },
    body: Buffer.from(bytes ?? cbor.serialize(input)),
  });
  const answered = new Uint8Array(await response.arrayBuffer());
  return {
    status: response.status,
    headers: response.headers,
    body: objectOf(cbor.deserialize(answered)),
    bytes: answered,
  };
}

/** Makes what the tests of the suite share, and ends it after them. */
export function useProtocolCaller(): void {
  beforeAll(async () => {
    caller = await startCaller({ clock: 'virtual', hosting: 'none', seed: 1 });
    await caller.ok('CreateMatchmakingRuleSet', { Name: 'rs', RuleSetBody: body });
    await caller.ok('CreateMatchmakingConfiguration', {
      Name: 'duel',
      RuleSetName: 'rs',
      AcceptanceRequired: false,
      RequestTimeoutSeconds: 120,
      FlexMatchMode: 'STANDALONE',
    });
  });
  afterAll(() => caller.close());
}
