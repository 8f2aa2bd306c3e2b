import type { LoadSpec, RequestSpec } from '../engines/types.js';
import type { LoadStep, Matrix } from '../scenario/types.js';
import { type Address, addressOf, senderOf } from './addressing.js';
import type { Planning } from './planning.js';
import { nameIn, repeatFact, repetitionsOf } from './repetitions.js';
import type { PlannedLoad } from './types.js';

/** The loads of the time line, each with its engine's own description. */
export function planLoads(planning: Planning): PlannedLoad[] {
  const once = loadsOnce(planning);
  return repetitionsOf(planning.scenario).flatMap((repetition) =>
    once.map((load) => ({
      ...load,
      id: nameIn(repetition, load.id),
      atMs: repetition.fromMs + load.atMs,
      ...repeatFact(planning.scenario, repetition),
    })),
  );
}

function loadsOnce(planning: Planning): PlannedLoad[] {
  return planning.scenario.load.flatMap((step, index) => {
    const path = ['load', index];
    const addresses = addressesOf(planning, step, [...path, 'frontend']);
    const from = senderOf(planning, step.from, [...path, 'from']);
    if (addresses === undefined || from === undefined) {
      return [];
    }
    const spec = loadSpec(addresses, step);
    const description = describeBy(planning, step.engine, spec, [...path, 'engine']);
    return description === undefined
      ? []
      : [
          {
            id: step.id,
            page: step.page,
            frontend: step.frontend,
            engine: step.engine,
            from,
            atMs: step.atMs,
            spec,
            description,
          },
        ];
  });
}

/** The engine's description; undefined after reporting what the engine cannot do truthfully. */
export function describeBy(
  planning: Planning,
  engineName: string,
  spec: LoadSpec,
  path: readonly PropertyKey[],
): string | undefined {
  const engine = planning.parts.engines[engineName];
  const [reason] = engine?.unsupported(spec) ?? [];
  if (reason !== undefined) {
    planning.report(
      planning.loaded.problem(path, 'ENGINE_UNSUPPORTED', reason, 'choose another engine or other settings'),
    );
  }
  return reason === undefined ? engine?.describe(spec) : undefined;
}

interface WeightedAddress {
  readonly address: Address;
  readonly weight: number;
}

type Addresses = readonly [WeightedAddress, ...WeightedAddress[]];

/** One for each page of the load; undefined after reporting what is missing. */
function addressesOf(
  planning: Planning,
  { page, frontend, mix = [{ page, weight: 1 }] }: LoadStep,
  path: readonly PropertyKey[],
): Addresses | undefined {
  const [first, ...others] = mix.map((one) => one.page);
  const addressOfFirst =
    first === undefined ? undefined : addressOf(planning, { page: first, frontend }, path);
  // What is missing of the frontend is missing for all pages, and told once.
  if (addressOfFirst === undefined) {
    return undefined;
  }
  const found = others.flatMap((name, index) => {
    const address = addressOf(planning, { page: name, frontend }, path);
    return address === undefined ? [] : [{ address, weight: mix[index + 1]?.weight ?? 1 }];
  });
  return [{ address: addressOfFirst, weight: mix[0]?.weight ?? 1 }, ...found];
}

function loadSpec(addresses: Addresses, step: LoadStep): LoadSpec {
  const [first] = addresses;
  return {
    ...requestOf(first.address),
    ...authorityOf(first.address),
    ...(step.mix === undefined
      ? {}
      : { mix: addresses.map(({ address, weight }) => ({ ...requestOf(address), weight })) }),
    connections: step.connections,
    arrivals: step.arrivals,
    keepAlive: step.keepAlive,
    cookies: step.cookies,
    timeoutMs: step.timeoutMs,
    ...(step.ratePerSecond === undefined ? {} : { ratePerSecond: step.ratePerSecond }),
    ...(step.stages === undefined ? {} : { stages: step.stages }),
    ...(step.workers === undefined ? {} : { workers: step.workers }),
    ...(step.requests === undefined ? {} : { requests: step.requests }),
    ...(step.durationMs === undefined ? {} : { durationMs: step.durationMs }),
  };
}

/** The load of one cell: closed loop, `requests` or the matrix's duration. */
export function cellSpec(
  address: Address,
  matrix: Matrix,
  cell: { readonly requests: number | undefined; readonly concurrency: number },
): LoadSpec {
  return {
    ...requestOf(address),
    ...authorityOf(address),
    connections: cell.concurrency,
    arrivals: 'constant',
    keepAlive: matrix.keepAlive,
    cookies: false,
    timeoutMs: matrix.timeoutMs,
    ...(matrix.workers === undefined ? {} : { workers: matrix.workers }),
    ...(cell.requests === undefined ? {} : { requests: cell.requests }),
    ...(cell.requests === undefined && matrix.durationMs !== undefined
      ? { durationMs: matrix.durationMs }
      : {}),
  };
}

function requestOf({ url, page }: Address): RequestSpec {
  return {
    url,
    method: page.method,
    headers: page.headers,
    ...(page.body === undefined ? {} : { body: page.body }),
  };
}

function authorityOf({ frontend }: Address) {
  return frontend.caFile === undefined ? {} : { caFile: frontend.caFile };
}
