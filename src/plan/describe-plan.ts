import { formatDuration } from '../core/duration.js';
import { formatSize } from '../core/size.js';
import type { Action, Check, Step } from '../hosts/types.js';
import type { IntegritySpec } from '../probes/integrity/types.js';
import type { Plan, PlannedCell, PlannedFault } from './types.js';

/** A plan in words, command by command: one string a line. Nothing in it was done. */
export function describePlan(plan: Plan): string[] {
  return [
    `${plan.scenario}: ${plan.title.en}`,
    `on cluster ${plan.cluster.name} (${plan.fidelity}), seed ${plan.seed}`,
    ...plan.fidelityNotes.map((note) => `  note: ${note}`),
    ...section(
      'Observers',
      plan.observers.map(({ name, description }) => `${name}: ${description}`),
    ),
    ...section(
      'Probes',
      plan.probes.flatMap(({ step, spec }) => [
        `${step.id}: ${spec.method} ${spec.url} every ${formatDuration(step.everyMs)}` +
          `${step.lanes > 1 ? ` in ${step.lanes} staggered lanes` : ''}, ${connectionWords(step.connection)}, ` +
          `time-out ${formatDuration(step.timeoutMs)}`,
      ]),
    ),
    ...section('Records', plan.integrity.map(recordsWords)),
    ...section(`Time line (${lengthWords(plan)})`, timelineLines(plan)),
    ...section('Conditions', conditionLines(plan)),
    ...section('Matrix', [...matrixLines(plan), ...cellLines(plan.cells)]),
    ...section(
      'Expectations',
      plan.expect.map(({ metric, condition }) => `${metric} ${condition}`),
    ),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function recordsWords({ id, place, sizeBytes, everyMs, count, slots, timeoutMs }: IntegritySpec): string {
  const amount = count === undefined ? '' : `${count} times `;
  const names = slots === 0 ? 'a name for each' : `${slots} names, used again`;
  return (
    `${id}: ${amount}${formatSize(sizeBytes)} ${placeWords(place)} every ${formatDuration(everyMs)}, ${names}, ` +
    `time-out ${formatDuration(timeoutMs)}; read back meanwhile and at the end`
  );
}

function placeWords(place: IntegritySpec['place']): string {
  if (place.kind === 'folder') {
    return `to ${place.folder} on ${place.host}, synchronised`;
  }
  return `${place.method} ${place.url.replace(/\/$/, '')}${place.write}`;
}

function connectionWords(connection: 'new' | 'keepalive'): string {
  return connection === 'new' ? 'a new connection each' : 'one connection kept';
}

function lengthWords({ durationMs, repetitions }: Plan): string {
  if (repetitions === undefined) {
    return formatDuration(durationMs);
  }
  const { count, lengthMs, cooldownMs } = repetitions;
  return `${count} times ${formatDuration(lengthMs)} with ${formatDuration(cooldownMs)} between`;
}

function timelineLines(plan: Plan): string[] {
  const loads = plan.loads.map((load) => ({
    atMs: load.atMs,
    lines: [`at ${formatDuration(load.atMs)} load ${load.id} from ${load.from}: ${load.description}`],
  }));
  const faults = plan.faults.flatMap((fault) =>
    fault.atMs === undefined ? [] : [{ atMs: fault.atMs, lines: faultLines(fault, fault.atMs) }],
  );
  return [...loads, ...faults].sort((a, b) => a.atMs - b.atMs).flatMap(({ lines }) => lines);
}

function faultLines(fault: PlannedFault, atMs: number): string[] {
  const hold = fault.holdMs === undefined ? 'until the end' : `for ${formatDuration(fault.holdMs)}`;
  return injectionLines(
    fault,
    `at ${formatDuration(atMs)} fault ${fault.id}: ${fault.fault} on ${fault.target} ${hold}`,
  );
}

/** Each condition as it is brought about the first time; the other times differ in nothing but chance. */
function conditionLines({ faults }: Plan): string[] {
  return faults.flatMap((fault) => {
    const { condition, holdMs = 0 } = fault;
    if (condition === undefined || condition.occurrence > 1) {
      return [];
    }
    const { name, during, settleMs, load } = condition;
    const times = Math.max(
      ...faults.map((other) => (other.condition?.name === name ? other.condition.occurrence : 0)),
    );
    const settle = settleMs === 0 ? '' : `, cells after ${formatDuration(settleMs)}`;
    const measured =
      during === 'fault' ? 'measured while it holds' : 'measured while the cluster recovers from it';
    return [
      ...injectionLines(
        fault,
        `${name}, ${times === 1 ? 'once' : `${times} times`}: ${fault.fault} on ${fault.target}, ${measured}, for ${formatDuration(holdMs)} at most${settle}`,
      ),
      ...(load === undefined ? [] : [`  load while it holds, from ${load.from}: ${load.description}`]),
    ];
  });
}

function injectionLines(fault: PlannedFault, title: string): string[] {
  const candidates = Object.entries(fault.actions);
  const chosen = fault.selections.some(({ choice }) => choice !== 'all') ? ', one of:' : ':';
  return [
    `${title}${chosen}`,
    ...candidates.flatMap(([host, action]) => [
      `  ${host}`,
      ...actionLines(action).map((line) => `    ${line}`),
    ]),
  ];
}

function actionLines(action: Action): string[] {
  return [
    ...action.preflight.map((check) => `check   ${checkWords(check)}`),
    ...action.inject.map((step) => `inject  ${stepWords(step)}`),
    `effect  ${checkWords(action.effective)}`,
    ...action.undo.map((step) => `undo    ${stepWords(step)}`),
    ...[action.recovered, ...(action.alsoRecovered ?? [])].map((check) => `healed  ${checkWords(check)}`),
    ...(action.afterwards ?? []).map((step) => `then    ${stepWords(step)}`),
  ];
}

function stepWords(step: Step): string {
  return `[${step.host}] ${step.argv.join(' ')}    # ${step.description}`;
}

function checkWords(check: Check): string {
  const pattern = check.stdoutMatches === undefined ? '' : ` ~ /${check.stdoutMatches}/`;
  return `[${check.host}] ${check.argv.join(' ')}${pattern}    # ${check.description}`;
}

function matrixLines({ matrix }: Plan): string[] {
  if (matrix === undefined) {
    return [];
  }
  const { repeat, order, warmupRequests, cooldownMs, conditions, blocksPerCondition = 1 } = matrix;
  return [
    [
      repeat === 1 ? 'each cell once' : `each cell ${repeat} times`,
      order,
      warmupRequests === 0
        ? 'no warm-up'
        : `${warmupRequests} requests to each page and frontend first, discarded`,
      cooldownMs === 0 ? 'no pause between cells' : `a pause of ${formatDuration(cooldownMs)} after each`,
      ...(conditions === undefined
        ? []
        : [
            `each block in ${conditions.join(', ')}`,
            `${blocksPerCondition} ${blocksPerCondition === 1 ? 'block' : 'blocks'} at a time`,
          ]),
    ].join(', '),
  ];
}

/** A long matrix is told by its first and last cells. */
function cellLines(cells: readonly PlannedCell[]): string[] {
  const most = 12;
  const line = (cell: PlannedCell) => `${cell.order + 1}. ${cell.id} from ${cell.from}: ${cell.description}`;
  if (cells.length <= most) {
    return cells.map(line);
  }
  const left = cells.length - most;
  return [...cells.slice(0, most - 2).map(line), `… ${left} more`, ...cells.slice(-2).map(line)];
}
