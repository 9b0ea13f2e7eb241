/**
 * The GameLift resources of an environment, as CloudFormation templates and names: the same for AWS (stacks/)
 * and for the laptop (local/stack).
 */
export { fleetTemplate } from './fleet';
export { flexMatchTemplate, ruleSetName } from './flexmatch';
export { checkedName, type NameKind, Names } from './names';
export { queueSettings, queueTemplate, type QueueSettings } from './queue';
export { scriptKey } from './script-key';
export { logicalId, type Template, templateBody, maxTemplateBytes } from './template';
export { checkedZip, isWholeZip, unpackedBytesOf, type ZipFiles, zipProblem } from './zip-check';
