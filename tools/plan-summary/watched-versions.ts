import { fieldsOf } from '../../core/fields-of';
import { same } from './comparison';
import { type LoudChange } from './loud-change';
import { referencesIn, type TemplateResources } from './template-change';

/** The version of a function that an alarm watches. */
interface WatchedVersion {
  readonly of: unknown;
  readonly version: unknown;
}

/**
 * Alarms that take a new version back, and watch another one than calls move to: no call of that version
 * fails, and the new one stays also when it fails. By its number alone it could be any version.
 */
export function alarmVersionDangers(
  address: string,
  before: TemplateResources,
  after: TemplateResources,
): readonly LoudChange[] {
  const aliases = Object.values(after).filter(({ Type }) => Type === 'AWS::Lambda::Alias');
  return Object.entries(after)
    .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
    .flatMap(([id, { Properties }]) => {
      const old = versionsIn(before[id]?.Properties);
      const whys = versionsIn(Properties).flatMap(({ of, version }) => {
        const alias = aliases.find((one) => same(one.Properties['FunctionName'], of));
        const was = old.find((one) => same(one.of, of));
        // An alarm that stays as it is watches an old version once calls move on.
        const isNext =
          alias === undefined
            ? was === undefined ||
              same(was.version, version) ||
              referencesIn(version).length > 0 ||
              Number(version) === Number(was.version) + 1
            : same(alias.Properties['FunctionVersion'], version);
        return isNext
          ? []
          : [
              `the alarm watches version ${JSON.stringify(version)} of ${String(of)}, which is not ` +
                'the new one',
            ];
      });
      return [...new Set(whys)].map((why) => ({ address: `${address} ${id}`, why }));
    });
}

/** The versions in all dimensions of an alarm, or of its queries. */
function versionsIn(value: unknown): readonly WatchedVersion[] {
  if (!Array.isArray(value))
    return value !== null && typeof value === 'object' ? Object.values(value).flatMap(versionsIn) : [];
  const named = new Map(
    value.map((member: unknown) => [fieldsOf(member)['Name'], fieldsOf(member)['Value']]),
  );
  return named.has('ExecutedVersion')
    ? [{ of: named.get('FunctionName'), version: named.get('ExecutedVersion') }]
    : value.flatMap(versionsIn);
}
