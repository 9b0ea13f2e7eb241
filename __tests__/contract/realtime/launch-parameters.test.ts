import { describe, expect, it } from '@jest/globals';
import { formatLaunchParameters, parseLaunchParameters } from '../../../contract/launch-parameters';

const parameters = {
  region: 'eu-west-1',
  prefix: 'turnlift-dev',
  loggingLevel: 'warn',
  tables: { players: 'dev-players', matches: 'dev-matches' },
} as const;

describe('launch parameters', () => {
  it('are read back from their string, and from the string split into words', () => {
    for (const patience of [
      {},
      { awaySeconds: 3 },
      { arrivalSeconds: 10, awaySeconds: 3, lingerSeconds: 1, rulesSeconds: 2 },
    ]) {
      const text = formatLaunchParameters({ ...parameters, patience });
      expect(parseLaunchParameters(text)).toEqual({ ...parameters, patience });
      expect(parseLaunchParameters(text.split(' '))).toEqual({ ...parameters, patience });
    }
  });

  it('name the word that is missing or invalid', () => {
    expect(() => parseLaunchParameters('loggingLevel:info')).toThrow('launch parameters lack region:…');
    expect(() => parseLaunchParameters(`${formatLaunchParameters(parameters)} awaySeconds:soon`)).toThrow(
      'awaySeconds must be a whole number of seconds from 1 to 86400, not soon',
    );
  });
});
