import { expect, it } from '@jest/globals';
import { refusal } from './reference-caller';

export function builds(): void {
  it('a build needs its operating system', async () => {
    expect(await refusal('CreateBuild', { Name: 'b' })).toBe(
      'InvalidRequestException: OperatingSystem is required: there is no default value.',
    );
  });
}
