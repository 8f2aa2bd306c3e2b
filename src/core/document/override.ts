import { type Problem, ProblemsError } from '../errors.js';
import { named, shown } from '../shown.js';
import { suggestionHint } from '../suggest.js';
import { parseYaml } from './parse.js';
import {
  type DataNode,
  type ListNode,
  listNode,
  type MapEntry,
  type MapNode,
  mapNode,
  type Place,
} from './tree.js';

/** One `--set KEY=VALUE`. */
export interface Override {
  readonly place: Place;
  /** The dotted path; the part in quotes is one segment whatever it holds. */
  readonly path: readonly string[];
  /** Null removes the key. */
  readonly value: DataNode;
}

/** A segment is bare, or in double quotes. */
const SEGMENT = /^(?:"([^"]*)"|([^."=]+))(\.|$)/u;
/** YAML reads these at the start of a text as its own signs; on a command line nobody means them so. */
const YAML_SIGN = /^[>|!&*%@`]/u;

/**
 * Parses what follows `--set`: a dotted path, `=`, and a YAML scalar or flow collection. Items of a list go
 * by index from 0 or by their `id`; an empty value removes the key.
 * @throws ProblemsError BAD_OVERRIDE
 */
export function parseOverride(text: string): Override {
  const place = { file: `--set ${text}`, line: 1, column: 1 };
  const [, key, value] = /^((?:"[^"]*"|[^="])+)=(.*)$/su.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw overrideError(place, 'expected KEY=VALUE', 'for example --set matrix.requests=[100]');
  }
  const path = splitPath(key.trim());
  if (path === undefined) {
    throw overrideError(place, `${shown(key)} is not a dotted path`, 'for example probes.0.every');
  }
  return { place, path, value: parseValue(value.trim(), place) };
}

export interface Overridden {
  readonly root: DataNode;
  readonly problems: readonly Problem[];
}

/** Applies overrides in order. One that leads nowhere is a problem and changes nothing. */
export function applyOverrides(
  root: DataNode,
  overrides: readonly Override[],
  dottedKeysUnder: readonly string[],
): Overridden {
  const problems: Problem[] = [];
  let changed = root;
  for (const override of overrides) {
    const [first, ...rest] = override.path;
    const dotted = first !== undefined && rest.length > 0 && dottedKeysUnder.includes(first);
    const path = dotted ? [first, rest.join('.')] : override.path;
    const result = set(changed, path, override);
    if ('code' in result) {
      problems.push(result);
    } else {
      changed = result;
    }
  }
  return { root: changed, problems };
}

function splitPath(key: string): readonly string[] | undefined {
  const segments: string[] = [];
  let rest = key;
  let more = true;
  while (more) {
    const match = SEGMENT.exec(rest);
    if (match === null) {
      return undefined;
    }
    segments.push(match[1] ?? match[2] ?? '');
    rest = rest.slice(match[0].length);
    more = match[3] === '.';
  }
  return rest === '' && !segments.includes('__proto__') ? segments : undefined;
}

function parseValue(text: string, place: Place): DataNode {
  if (YAML_SIGN.test(text)) {
    return { kind: 'scalar', place, size: 1, value: text };
  }
  try {
    return moveTo(parseYaml(text, place.file), place);
  } catch (error) {
    if (error instanceof ProblemsError) {
      const [first] = error.problems;
      throw overrideError(
        place,
        `the value is not YAML: ${first?.message ?? 'unreadable'}`,
        'quote it within the value: KEY=\'"…"\'',
      );
    }
    throw error;
  }
}

/** Every value of an override is at its first character: there is no file to look into. */
function moveTo(node: DataNode, place: Place): DataNode {
  switch (node.kind) {
    case 'scalar':
      return { ...node, place };
    case 'list':
      return { ...node, place, items: node.items.map((item) => moveTo(item, place)) };
    case 'map': {
      const entries = [...node.entries].map(([key, entry]): [string, MapEntry] => [
        key,
        { keyPlace: place, value: moveTo(entry.value, place) },
      ]);
      return { ...node, place, entries: new Map(entries) };
    }
  }
}

function set(node: DataNode, path: readonly string[], override: Override): DataNode | Problem {
  if (path.length === 0) {
    return override.value;
  }
  switch (node.kind) {
    case 'map':
      return setInMap(node, path, override);
    case 'list':
      return setInList(node, path, override);
    case 'scalar':
      return overrideProblem(
        override.place,
        `${named(path.join('.'))} leads into ${shown(node.value)}, which has no parts`,
        'set the whole value instead',
      );
  }
}

function setInMap(node: MapNode, path: readonly string[], override: Override): DataNode | Problem {
  const [key, rest] = longestKey(node, path);
  const entries = new Map(node.entries);
  if (rest.length === 0 && override.value.kind === 'scalar' && override.value.value === null) {
    entries.delete(key);
    return mapNode(node.place, entries);
  }
  const old = node.entries.get(key);
  const value = set(old?.value ?? mapNode(override.place, new Map()), rest, override);
  if ('code' in value) {
    return value;
  }
  entries.set(key, {
    keyPlace: rest.length === 0 || old === undefined ? override.place : old.keyPlace,
    value,
  });
  return mapNode(node.place, entries);
}

/** Keys may hold dots themselves; the longest one that is there is meant. */
function longestKey(node: MapNode, path: readonly string[]): readonly [string, readonly string[]] {
  for (let length = path.length; length > 1; length--) {
    const key = path.slice(0, length).join('.');
    if (node.entries.has(key)) {
      return [key, path.slice(length)];
    }
  }
  return [path[0] ?? '', path.slice(1)];
}

function setInList(node: ListNode, path: readonly string[], override: Override): DataNode | Problem {
  const [segment = '', ...rest] = path;
  const index = findItem(node, segment);
  const item = node.items[index];
  if (item === undefined) {
    return noSuchItem(node, segment, override.place);
  }
  const value = set(item, rest, override);
  return 'code' in value ? value : listNode(node.place, node.items.with(index, value));
}

function findItem(node: ListNode, segment: string): number {
  const byId = node.items.findIndex((item) => idOf(item) === segment);
  return byId === -1 && /^\d{1,6}$/u.test(segment) ? Number(segment) : byId;
}

function noSuchItem(node: ListNode, segment: string, place: Place): Problem {
  const ids = node.items.map(idOf).filter((id) => id !== undefined);
  const range = node.items.length === 0 ? 'the list is empty' : `indices: 0 to ${node.items.length - 1}`;
  const hint = ids.length === 0 ? range : `${range}; ${suggestionHint(segment, ids, 'ids')}`;
  return overrideProblem(place, `the list has no item ${named(segment)}`, hint);
}

function idOf(node: DataNode): string | undefined {
  const id = node.kind === 'map' ? node.entries.get('id')?.value : undefined;
  return id?.kind === 'scalar' ? String(id.value) : undefined;
}

function overrideProblem(place: Place, message: string, hint: string): Problem {
  return { ...place, code: 'BAD_OVERRIDE', message, hint };
}

function overrideError(place: Place, message: string, hint: string): ProblemsError {
  return new ProblemsError([overrideProblem(place, message, hint)]);
}
