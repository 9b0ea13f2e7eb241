import { describe, expect, it } from '@jest/globals';
import { locationsOf } from '../../../config';
import { laptopShape, type LaptopShape } from '../../../local/stack/shape';
import { backend, environmentOf } from '../../games';

const fleetsOf = ({ config }: LaptopShape) =>
  Object.entries(config.realtime.fleets).map(([name, { certificate, processesPerInstance, locations }]) => ({
    name,
    certificate,
    processesPerInstance,
    locations: locations.map(({ location, maximum }) => `${location} ${maximum}`),
  }));

describe('the shape of the laptop', () => {
  it('is its own environment, as its file says', () => {
    const shape = laptopShape(backend, {});
    expect(shape.capacity).toBe(50);
    expect(shape.config.environment).toBe('laptop');
    expect(fleetsOf(shape)).toEqual([
      { name: 'blue', certificate: 'DISABLED', processesPerInstance: 50, locations: ['us-east-1 1'] },
    ]);
  });

  it.each([
    [3, 1, 3],
    [50, 1, 50],
    [51, 2, 26],
    [1_000, 20, 50],
  ])('holds about %i matches when asked to', (capacity, instances, processes) => {
    const shape = laptopShape(backend, { capacity });
    expect(fleetsOf(shape)).toMatchObject([
      { processesPerInstance: processes, locations: [`us-east-1 ${instances}`] },
    ]);
    expect(shape.capacity).toBe(instances * processes);
    expect(shape.capacity).toBeGreaterThanOrEqual(capacity);
  });

  it('has a certificate on request, and stands for another region', () => {
    const shape = laptopShape(backend, { tls: true, region: 'eu-central-1' });
    expect(shape.config.region).toBe('eu-central-1');
    expect(fleetsOf(shape)).toMatchObject([{ certificate: 'GENERATED', locations: ['eu-central-1 1'] }]);
    expect(() => laptopShape(backend, { region: 'mars-1' })).toThrow(
      /--region knows us-east-1, .*not "mars-1"/,
    );
  });

  it('of another environment has its fleets, queue and times, with room for as many matches', () => {
    const shape = laptopShape(backend, { environment: 'prod' });
    const prod = environmentOf('prod');
    expect(shape.config.realtime.queue).toEqual(prod.realtime.queue);
    expect(shape.config.realtime.aliases).toEqual(prod.realtime.aliases);
    expect(shape.config.matchmaking).toEqual(prod.matchmaking);
    expect(locationsOf(shape.config)).toEqual(locationsOf(prod));
    expect(fleetsOf(shape)).toEqual([
      {
        name: 'blue',
        certificate: 'DISABLED',
        processesPerInstance: 10,
        locations: ['eu-west-1 1', 'us-east-1 1', 'ap-northeast-1 1'],
      },
      {
        name: 'spot-blue',
        certificate: 'DISABLED',
        processesPerInstance: 10,
        locations: ['eu-west-1 1', 'us-east-1 1'],
      },
    ]);
    expect(shape.capacity).toBe(50);
    expect(shape.laptop.warmProcesses).toBe(1);
    // All players come from one address.
    expect(shape.attemptsPerAddress).toBe(100_000);
    // Pages of the environment do not call this machine.
    expect(shape.allowedOrigins).toEqual([]);
  });

  it('that does not exist is refused by name', () => {
    expect(() => laptopShape(backend, { environment: 'qa' })).toThrow(
      'game/index.ts: "qa" is not an environment; known are dev, staging, prod',
    );
  });
});
