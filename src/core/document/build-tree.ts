import { isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, type Scalar, type YAMLMap } from 'yaml';
import { type Problem, ProblemsError } from '../errors.js';
import { named } from '../shown.js';
import { type DataNode, listNode, type MapEntry, mapNode, type Place, type ScalarNode } from './tree.js';

/** Nodes of a document with its aliases written out; more is an alias bomb. */
const MAX_NODES = 50_000;

/**
 * Turns yaml's nodes into a tree. An alias shares its anchor's nodes, so a bomb costs nothing here; what it
 * would expand to is counted.
 * @throws ProblemsError for duplicate keys, unknown or endless aliases, keys and values that are not plain
 */
export function buildTree(contents: ParsedNode | null, toPlace: (offset: number) => Place): DataNode {
  const builder = new TreeBuilder(toPlace);
  const tree = builder.build(contents, 0);
  if (builder.problems.length > 0) {
    throw new ProblemsError(builder.problems);
  }
  return tree;
}

class TreeBuilder {
  readonly problems: Problem[] = [];
  /** The nearest anchor of a name before an alias counts, as in YAML itself. */
  private readonly anchors = new Map<string, DataNode>();

  constructor(private readonly toPlace: (offset: number) => Place) {}

  build(node: ParsedNode | null, offset: number): DataNode {
    const place = this.toPlace(node?.range[0] ?? offset);
    if (isAlias(node)) {
      return this.follow(node.source, place);
    }
    const built = this.limited(this.convert(node, place));
    const anchor = node?.anchor;
    if (anchor !== undefined) {
      this.anchors.set(anchor, built);
    }
    return built;
  }

  private convert(node: ParsedNode | null, place: Place): DataNode {
    if (isMap<ParsedNode, ParsedNode | null>(node)) {
      return this.map(node, place);
    }
    if (isSeq<ParsedNode>(node)) {
      const items: DataNode[] = [];
      for (const item of node.items) {
        items.push(this.build(item, node.range?.[0] ?? 0));
      }
      return listNode(place, items);
    }
    return this.scalar(isScalar(node) ? node : null, place);
  }

  private map(node: YAMLMap<ParsedNode, ParsedNode | null>, place: Place): DataNode {
    const entries = new Map<string, MapEntry>();
    for (const pair of node.items) {
      const keyPlace = this.toPlace(pair.key.range[0]);
      const value = this.build(pair.value, pair.key.range[1]);
      const key = this.key(pair, keyPlace);
      if (key === undefined) {
        continue;
      }
      const earlier = entries.get(key);
      if (earlier === undefined) {
        entries.set(key, { keyPlace, value });
      } else {
        const message = `the key ${named(key)} is given twice`;
        this.report(keyPlace, 'YAML_DUPLICATE_KEY', message, `first on line ${earlier.keyPlace.line}`);
      }
    }
    return mapNode(place, entries);
  }

  private key(pair: Pair<ParsedNode, ParsedNode | null>, place: Place): string | undefined {
    const node = pair.key;
    const key = isScalar(node) && node.value !== null ? (node.source ?? String(node.value)) : undefined;
    if (key === undefined || key === '__proto__') {
      this.report(place, 'YAML_KEY', 'a key must be a plain text', 'write `key: value`');
      return undefined;
    }
    return key;
  }

  private scalar(node: Scalar | null, place: Place): ScalarNode {
    const value = node?.value ?? null;
    if (
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean' ||
      value === null
    ) {
      return { kind: 'scalar', place, size: 1, value };
    }
    this.report(
      place,
      'YAML_TAG',
      `a value of the tag ${node?.tag ?? 'given'} cannot be used here`,
      'remove the tag',
    );
    return { kind: 'scalar', place, size: 1, value: null };
  }

  private follow(anchor: string, place: Place): DataNode {
    const target = this.anchors.get(anchor);
    if (target !== undefined) {
      return target;
    }
    this.report(
      place,
      'YAML_ALIAS',
      `*${named(anchor)} has no complete &${named(anchor)} before it`,
      'quote a text that starts with *',
    );
    return { kind: 'scalar', place, size: 1, value: null };
  }

  private limited(node: DataNode): DataNode {
    if (node.size <= MAX_NODES) {
      return node;
    }
    this.report(
      node.place,
      'YAML_TOO_COMPLEX',
      `more than ${MAX_NODES.toLocaleString('en')} values once every alias is written out`,
      'use fewer aliases',
    );
    return { kind: 'scalar', place: node.place, size: 1, value: null };
  }

  private report(place: Place, code: string, message: string, hint: string): void {
    this.problems.push({ ...place, code, message, hint });
  }
}
