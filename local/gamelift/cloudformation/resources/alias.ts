import { object, oneOf, string, tags } from '../properties';
import { type ResourceType } from '../stack';
import { changeTags, member, pick, textOf, unlessGone } from './api';

export const alias: ResourceType = {
  type: 'AWS::GameLift::Alias',
  properties: {
    Name: { type: string, required: true },
    Description: { type: string },
    Tags: tags,
    RoutingStrategy: {
      required: true,
      type: object({
        Type: { type: oneOf('SIMPLE', 'TERMINAL'), required: true },
        FleetId: { type: string },
        Message: { type: string },
      }),
    },
  },
  attributes: ['AliasArn', 'AliasId'],
  create: (properties, context) =>
    context.create('CreateAlias', properties, (answer) => textOf(member(answer, 'Alias'), 'AliasId')),
  async read(physicalId, context) {
    const found = member(await context.call('DescribeAlias', { AliasId: physicalId }), 'Alias');
    return { AliasId: physicalId, AliasArn: textOf(found, 'AliasArn') };
  },
  async update(physicalId, before, after, context) {
    const updated = member(
      await context.call('UpdateAlias', {
        AliasId: physicalId,
        ...pick(after, 'Name', 'Description', 'RoutingStrategy'),
      }),
      'Alias',
    );
    await changeTags(textOf(updated, 'AliasArn'), before, after, context);
  },
  remove: (physicalId, context) => unlessGone(context.call('DeleteAlias', { AliasId: physicalId })),
};
