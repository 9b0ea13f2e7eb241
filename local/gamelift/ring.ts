/** A ring buffer: the last items, oldest first. It grows to its capacity as items come. */
export class Ring<Item> {
  readonly #items: Item[] = [];
  #count = 0;

  constructor(readonly capacity: number) {}

  add(item: Item): void {
    this.#items[this.#count % this.capacity] = item;
    this.#count += 1;
  }

  /** Number of items ever added. */
  get count(): number {
    return this.#count;
  }

  list(): Item[] {
    const start = Math.max(0, this.#count - this.capacity);
    const items: Item[] = [];
    for (let index = start; index < this.#count; index += 1) {
      const item = this.#items[index % this.capacity];
      if (item !== undefined) items.push(item);
    }
    return items;
  }
}
