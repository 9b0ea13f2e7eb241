import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { findProjectRoot } from '../../tools/project';
import { handlerPermissions } from './support/handler-permissions';
import { serviceLinkedBy } from './support/service-linked-roles';

describe('types of resources', () => {
  it('are all looked up for service-linked roles', () => {
    const bindings = path.join(findProjectRoot(), 'node_modules', '@cdktf', 'provider-aws', 'lib');
    const types = fs
      .readdirSync(bindings)
      .filter((module) => module !== 'provider')
      .map((module) => `aws_${module.replaceAll('-', '_')}`)
      .concat(Object.keys(handlerPermissions));
    expect(types.filter((type) => serviceLinkedBy[type] === undefined)).toEqual([]);
  });
});
