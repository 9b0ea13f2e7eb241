import { GameLiftFault } from './faults';
import { type Tag } from './model/shapes';
import { type Collection } from './state/collection';
import { type State } from './state/state';

const maxTags = 50;

interface TaggedResource {
  readonly tags: Readonly<Record<string, string>>;
}

/** Tags by ARN: resources add theirs when they are created, and the tag operations read and change them. */
export class Tags {
  readonly #resources: Collection<TaggedResource>;

  constructor(state: State) {
    this.#resources = state.collection<TaggedResource>('tags');
  }

  list(arn: string): Tag[] {
    return Object.entries(this.#resources.get(arn)?.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
  }

  /** Called before a resource is created with them. @throws GameLiftFault TaggingFailedException as `add` */
  check(tags: readonly Tag[] = []): void {
    if (new Set(tags.map(({ Key }) => Key)).size < tags.length)
      throw new GameLiftFault('TaggingFailedException', 'A tag key may occur only once.');
    if (tags.some(({ Key }) => Key.toLowerCase().startsWith('aws:')))
      throw new GameLiftFault('TaggingFailedException', 'Tag keys that begin with aws: are reserved.');
    if (tags.length > maxTags)
      throw new GameLiftFault('TaggingFailedException', `A resource may have ${maxTags} tags.`);
  }

  /**
   * Adds to existing tags.
   * @throws GameLiftFault TaggingFailedException when a key occurs twice or there are too many
   */
  add(arn: string, tags: readonly Tag[] | undefined): void {
    if (tags === undefined || tags.length === 0) return;
    this.check(tags);
    const all = {
      ...this.#resources.get(arn)?.tags,
      ...Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
    };
    if (Object.keys(all).length > maxTags)
      throw new GameLiftFault('TaggingFailedException', `A resource may have ${maxTags} tags.`);
    this.#resources.put(arn, { tags: all });
  }

  remove(arn: string, keys: readonly string[]): void {
    const left = Object.entries(this.#resources.get(arn)?.tags ?? {}).filter(([key]) => !keys.includes(key));
    this.#resources.put(arn, { tags: Object.fromEntries(left) });
  }

  /** Called when the resource is deleted. */
  forget(arn: string): void {
    this.#resources.delete(arn);
  }
}
