/** The resource types that the local CloudFormation supports; every other type is refused by name. */
import { type ResourceType } from '../stack';
import { alias } from './alias';
import { fleet } from './fleet';
import { configuration, queue, ruleSet } from './matchmaking';
import { script } from './script';

export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [script, fleet, alias, ruleSet, configuration, queue].map((type) => [type.type, type]),
);
