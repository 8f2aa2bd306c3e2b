import { recordName } from './record.js';
import type { WriteEnd } from './types.js';

/** What a series remembers of its records while it runs; a name is known by its key, the number or the slot. */
export class Ledger {
  /** Keys in the order of their first acknowledgement, and the newest acknowledged record of each. */
  readonly #acknowledged = new Map<number, number>();
  readonly #inOrder: number[] = [];
  #newest: number | undefined;
  readonly #tried = new Map<number, number>();
  readonly #items = new Map<number, string>();
  readonly #onTheWay = new Set<number>();
  #turn = 0;

  constructor(
    readonly prefix: string,
    readonly slots: number,
  ) {}

  keyOf(record: number): number {
    return this.slots === 0 ? record : record % this.slots;
  }

  nameOf(key: number): string {
    return recordName(this.prefix, key);
  }

  /** What the store calls it. */
  itemOf(key: number): string {
    return this.#items.get(key) ?? this.nameOf(key);
  }

  isOnTheWay(key: number): boolean {
    return this.#onTheWay.has(key);
  }

  sent(record: number): void {
    const key = this.keyOf(record);
    this.#onTheWay.add(key);
    this.#tried.set(key, record);
  }

  ended(record: number, { outcome, item }: WriteEnd): void {
    const key = this.keyOf(record);
    this.#onTheWay.delete(key);
    if (outcome !== 'acknowledged') return;
    if (!this.#acknowledged.has(key)) this.#inOrder.push(key);
    this.#acknowledged.set(key, record);
    this.#newest = key;
    if (item !== undefined && item !== this.nameOf(key)) this.#items.set(key, item);
  }

  /** In turn the name acknowledged last, which shows best who is behind, and one after another all that are there. */
  nextToRead(): number | undefined {
    this.#turn++;
    if (this.#turn % 2 === 1) return this.#newest;
    return this.#inOrder[(this.#turn / 2 - 1) % Math.max(1, this.#inOrder.length)];
  }

  /** The newest record that was acknowledged under a name. */
  expected(key: number): number | undefined {
    return this.#acknowledged.get(key);
  }

  /** All names that were tried, each with the last record. */
  tried(): ReadonlyMap<number, number> {
    return this.#tried;
  }
}
