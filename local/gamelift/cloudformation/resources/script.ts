import { object, string, tags } from '../properties';
import { type ResourceType } from '../stack';
import { type TemplateValue } from '../template';
import { changeTags, member, pick, textOf, unlessGone } from './api';

export const script: ResourceType = {
  type: 'AWS::GameLift::Script',
  properties: {
    Name: { type: string },
    Version: { type: string },
    NodeJsVersion: { type: string, replaces: true },
    Tags: tags,
    StorageLocation: {
      required: true,
      type: object({
        Bucket: { type: string, required: true },
        Key: { type: string, required: true },
        ObjectVersion: { type: string },
        RoleArn: { type: string, required: true },
      }),
    },
  },
  attributes: ['Arn', 'CreationTime', 'Id', 'SizeOnDisk'],
  create: (properties, context) =>
    context.create('CreateScript', { Name: context.generatedName, ...properties }, (answer) =>
      textOf(member(answer, 'Script'), 'ScriptId'),
    ),
  async read(physicalId, context) {
    const found = member(await context.call('DescribeScript', { ScriptId: physicalId }), 'Script');
    return {
      Id: physicalId,
      Arn: textOf(found, 'ScriptArn'),
      CreationTime: timeText(found['CreationTime']),
      SizeOnDisk: String(found['SizeOnDisk'] ?? 0),
    };
  },
  async update(physicalId, before, after, context) {
    const updated = member(
      await context.call('UpdateScript', {
        ScriptId: physicalId,
        ...pick(after, 'Name', 'Version', 'StorageLocation'),
      }),
      'Script',
    );
    await changeTags(textOf(updated, 'ScriptArn'), before, after, context);
  },
  remove: (physicalId, context) => unlessGone(context.call('DeleteScript', { ScriptId: physicalId })),
};

/** ISO 8601, from the API's seconds since the epoch. */
export const timeText = (seconds: TemplateValue | undefined): string =>
  typeof seconds === 'number' ? new Date(seconds * 1000).toISOString() : '';
