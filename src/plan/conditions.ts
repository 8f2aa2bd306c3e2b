import type { Condition, ConditionLoad, ConditionPart } from '../scenario/types.js';
import { addressOf, senderOf } from './addressing.js';
import { type PlannedInjection, planInjection } from './faults.js';
import { cellSpec, describeBy } from './loads.js';
import type { Planning } from './planning.js';
import { nameIn } from './repetitions.js';
import type { CellCondition, PlannedCell, PlannedFault, PlannedLoad } from './types.js';

/** The faults of every condition that cells are measured in, for each time that it is brought about. */
export function planConditions(planning: Planning, cells: readonly PlannedCell[]): PlannedFault[] {
  const once = new Map(
    planning.scenario.conditions
      .filter(({ name }) => cells.some(({ condition }) => condition?.name === name))
      .map((condition) => [condition.name, partsOnce(planning, condition)]),
  );
  return occurrencesIn(cells).flatMap((occurrence) =>
    (once.get(occurrence.name) ?? []).map((part) => partIn(occurrence, part)),
  );
}

/** Each time that a condition is brought about, in order; being healthy takes no fault. */
function occurrencesIn(cells: readonly PlannedCell[]): readonly CellCondition[] {
  const distinct = new Map<string, CellCondition>();
  for (const { condition } of cells) {
    if (condition !== undefined) {
      distinct.set(JSON.stringify([condition.name, condition.occurrence]), condition);
    }
  }
  return [...distinct.values()];
}

interface PlannedPart {
  readonly id: string;
  readonly part: ConditionPart;
  readonly planned: PlannedInjection;
  readonly load?: PlannedLoad;
}

/** Known by the name of the condition, and a number where it has several faults. */
function partsOnce(planning: Planning, { name, parts }: Condition): PlannedPart[] {
  return parts.flatMap((part, index): PlannedPart[] => {
    const path = ['conditions', name, ...(parts.length === 1 ? [] : [index])];
    const id = parts.length === 1 ? name : `${name}-${index + 1}`;
    const planned = planInjection(planning, part, path);
    const load = part.load === undefined ? undefined : planLoad(planning, id, part.load, path);
    return planned === undefined ? [] : [{ id, part, planned, ...(load === undefined ? {} : { load }) }];
  });
}

/** Sent as the cells are, by the same engine; undefined after reporting what is missing. */
function planLoad(
  planning: Planning,
  id: string,
  { page, frontend, requests, connections }: ConditionLoad,
  path: readonly PropertyKey[],
): PlannedLoad | undefined {
  const { matrix } = planning.scenario;
  const address = addressOf(planning, { page, frontend }, [...path, 'load', 'frontend']);
  if (matrix === undefined || address === undefined) {
    return undefined;
  }
  const from = senderOf(planning, matrix.from, ['matrix', 'from']);
  const spec = cellSpec(address, matrix, { requests, concurrency: connections });
  const description = describeBy(planning, matrix.engine, spec, [...path, 'load']);
  return from === undefined || description === undefined
    ? undefined
    : { id: `${id}-load`, page, frontend, engine: matrix.engine, from, atMs: 0, spec, description };
}

function partIn({ name, occurrence }: CellCondition, { id, part, planned, load }: PlannedPart): PlannedFault {
  const { during, settleMs, atMostMs } = part;
  const place = { repeat: occurrence };
  return {
    ...planned,
    id: nameIn(place, id),
    holdMs: atMostMs,
    condition: {
      name,
      occurrence,
      during,
      settleMs,
      ...(load === undefined ? {} : { load: { ...load, id: nameIn(place, load.id) } }),
    },
  };
}
