/**
 * A YAML document as plain data in which every value knows its place. The tree is immutable; an override
 * builds a new one that shares the rest.
 */
export type DataNode = ScalarNode | ListNode | MapNode;

/** Line and column count from 1. An override's file is the option as it was typed. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly size: 1;
  readonly value: string | number | boolean | null;
}

export interface ListNode {
  readonly kind: 'list';
  readonly place: Place;
  /** Nodes in it, itself included, with aliases written out. */
  readonly size: number;
  readonly items: readonly DataNode[];
}

export interface MapNode {
  readonly kind: 'map';
  readonly place: Place;
  readonly size: number;
  readonly entries: ReadonlyMap<string, MapEntry>;
}

export interface MapEntry {
  readonly keyPlace: Place;
  readonly value: DataNode;
}

export type Path = readonly PropertyKey[];

export function listNode(place: Place, items: readonly DataNode[]): ListNode {
  return { kind: 'list', place, items, size: items.reduce((sum, item) => sum + item.size, 1) };
}

export function mapNode(place: Place, entries: ReadonlyMap<string, MapEntry>): MapNode {
  let size = 1;
  for (const entry of entries.values()) {
    size += entry.value.size;
  }
  return { kind: 'map', place, entries, size };
}

/** The plain data: objects, arrays and scalars. Keys named `__proto__` never get into a tree. */
export function toPlain(node: DataNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toPlain);
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toPlain(entry.value)]));
  }
}

/** A new tree with every scalar replaced; places stay. */
export function mapScalars(node: DataNode, replace: (scalar: ScalarNode) => ScalarNode): DataNode {
  switch (node.kind) {
    case 'scalar':
      return replace(node);
    case 'list':
      return listNode(
        node.place,
        node.items.map((item) => mapScalars(item, replace)),
      );
    case 'map':
      return mapNode(
        node.place,
        new Map(
          [...node.entries].map(([key, entry]) => [
            key,
            { ...entry, value: mapScalars(entry.value, replace) },
          ]),
        ),
      );
  }
}

/**
 * Where the value at `path` is; for a path that leads nowhere, where the deepest value on it is.
 * @param at `key` for the place of the key rather than of its value
 */
export function placeOf(root: DataNode, path: Path, at: 'key' | 'value' = 'value'): Place {
  let node = root;
  let place = root.place;
  for (const [depth, segment] of path.entries()) {
    const entry = childOf(node, segment);
    if (entry === undefined) {
      return place;
    }
    node = entry.value;
    place = at === 'key' && depth === path.length - 1 ? entry.keyPlace : node.place;
  }
  return place;
}

function childOf(node: DataNode, segment: PropertyKey): MapEntry | undefined {
  if (node.kind === 'map') {
    return node.entries.get(String(segment));
  }
  const item = node.kind === 'list' ? node.items[Number(segment)] : undefined;
  return item === undefined ? undefined : { keyPlace: item.place, value: item };
}

/** The value at `path` of plain data; undefined where there is none. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) {
      return undefined;
    }
    value = (value as Record<PropertyKey, unknown>)[segment];
  }
  return value;
}
