const BATCH = 64;
const LONGEST_WAIT_MS = 20;

/** Sends items in batches, in order: a message between threads costs more than what is in it. */
export class Outbox<Item> {
  #items: Item[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(readonly send: (items: readonly Item[]) => void) {}

  push(item: Item): void {
    this.#items.push(item);
    if (this.#items.length >= BATCH) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), LONGEST_WAIT_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#items.length === 0) return;
    const items = this.#items;
    this.#items = [];
    this.send(items);
  }
}
