import { type Random, seededRandom } from '../../src/core/random.js';
import { summariseCells } from '../../src/measurements/cells.js';
import { measure } from '../../src/measurements/measure.js';
import { scalabilityRows } from '../../src/measurements/scalability.js';
import { medianWithInterval } from '../../src/measurements/statistics/median-interval.js';
import type {
  ExpectationResult,
  Failover,
  FaultRow,
  IntegrityRow,
  LoadRow,
  MatrixRow,
  Measurements,
  Outage,
  ProbeRow,
  StateLane,
} from '../../src/measurements/types.js';
import { conditionalRun } from '../measurements/conditional-run.js';

const base: Measurements = {
  schema: 'chaos/measurements@1',
  scenario: 'sample',
  title: { en: 'Sample', es: 'Muestra' },
  cluster: 'embedded',
  fidelity: 'embedded',
  fidelityNotes: [],
  startedAt: '2026-03-02T10:00:00.123Z',
  durationMs: 45_000,
  seed: 42,
  outcome: 'completed',
  verdict: 'pass',
  expectations: [],
  matrix: [],
  cells: [],
  scalability: [],
  benchmark: null,
  loads: [],
  probes: [],
  integrity: [],
  outages: [],
  outageRules: { minimumFailures: 1, mergeOver: 0 },
  faults: [],
  detections: [],
  repetitions: [],
  comparison: null,
  conditions: [],
  behaviour: [],
  failovers: [],
  states: [],
  balance: [],
  stickiness: [],
  warnings: [],
};

const INJECTED = 10_312.4;
const AWAY_FROM = 10_340;
const AWAY_TO = 13_440;
const UNDONE = 25_330;

const unplugMaster: FaultRow = {
  id: 'unplug-master',
  fault: 'nic.unplug',
  target: 'director:active',
  targets: ['cluster1'],
  scheduledMs: 10_300,
  injectedMs: INJECTED,
  effectiveMs: 10_330.1,
  recoveredMs: UNDONE,
  healedMs: 26_100.7,
  recovered: true,
};

const outage: Outage = {
  probe: 'static-tcp',
  startMs: AWAY_FROM,
  endMs: AWAY_TO,
  durationMs: 3120.4,
  lowMs: 3100.2,
  highMs: 3140.6,
  lostTimesIntervalMs: 3000,
  failures: 150,
  kinds: { 'header-timeout': 148, reset: 2 },
  fault: 'unplug-master',
  openAtStart: false,
  openAtEnd: false,
};

function failover(vip: string): Failover {
  return {
    fault: 'unplug-master',
    cause: 'injection',
    vip,
    from: 'cluster1',
    to: 'standby1',
    causeMs: INJECTED,
    detectedMs: INJECTED + 21,
    takeoverMs: INJECTED + 3109,
    firstSuccessMs: INJECTED + 3121,
    fullCapacityMs: INJECTED + 3402,
    gapMs: 3088,
    expectedMs: { low: 2609.4, high: 3609.4 },
    outage: { lowMs: 3100.2, highMs: 3140.6 },
  };
}

function failback(vip: string): Failover {
  return {
    fault: 'unplug-master',
    cause: 'recovery',
    vip,
    from: 'standby1',
    to: 'cluster1',
    causeMs: UNDONE,
    detectedMs: UNDONE + 711,
    takeoverMs: UNDONE + 714,
    firstSuccessMs: UNDONE + 715,
    fullCapacityMs: null,
    gapMs: 3,
    expectedMs: null,
    outage: null,
  };
}

function probeSeries(random: Random, count: number, everyMs: number): ProbeRow['series'] {
  return Array.from({ length: count }, (_, index) => {
    const t = index * everyMs;
    const ok = t < AWAY_FROM || t > AWAY_TO;
    const tail = random.next() < 0.02 ? 20 * random.next() : 0;
    return { t, ms: ok ? 2.4 + 1.5 * random.next() + tail : 1000, ok };
  });
}

function probe(random: Random): ProbeRow {
  return {
    id: 'static-tcp',
    page: 'static',
    frontend: 'tcp',
    lane: 'new',
    intervalMs: 20,
    resolutionMs: 20,
    sent: 2250,
    ok: 2098,
    late: 2,
    latenessP99Ms: 0.9,
    latenessMaxMs: 13.2,
    failedByKind: { 'header-timeout': 148, reset: 2 },
    availabilityByRequests: 2098 / 2248,
    availabilityByTime: 1 - 3120.4 / 45_000,
    latencyMs: { p50: 3.1, p99: 14.2, max: 22.8 },
    series: probeSeries(random, 2250, 20),
  };
}

function loadSeries(random: Random): LoadRow['series'] {
  return Array.from({ length: 450 }, (_, index) => {
    const fromMs = index * 100;
    const away = fromMs > INJECTED && fromMs < AWAY_TO;
    const recovering = fromMs >= AWAY_TO && fromMs < AWAY_TO + 400;
    const rate = 780 + 60 * random.next();
    return {
      fromMs,
      toMs: fromMs + 100,
      okPerSecond: away ? 0 : recovering ? rate / 2 : rate,
      failedPerSecond: away && index % 10 === 3 ? 100 : 0,
    };
  });
}

function load(random: Random): LoadRow {
  return {
    id: 'static-native',
    page: 'static',
    frontend: 'tcp',
    engine: 'native',
    concurrency: 10,
    startMs: 0,
    endMs: 45_000,
    requests: 33_912,
    failed: 30,
    failedByKind: { ok: 33_882, 'header-timeout': 30 },
    requestsPerSecond: { before: 812.3, during: 0, after: 805.1, whole: 752.9 },
    responseMs: { before: 12.3, during: null, after: 12.4 },
    band: {
      perSecond: { mean: 812.3, low: 731.1, high: 893.5 },
      responseMs: { mean: 12.3, low: 11.1, high: 13.5 },
    },
    restoredMs: UNDONE,
    fullCapacityMs: UNDONE + 300,
    series: loadSeries(random),
    doubts: [],
  };
}

function lane(subject: string, ...changes: readonly (readonly [string, number])[]): StateLane {
  return {
    subject,
    segments: changes.map(([state, fromMs], index) => ({
      state,
      fromMs,
      toMs: changes[index + 1]?.[1] ?? 45_000,
    })),
  };
}

const webServers = ['21p', '22p', '23p', '31p', '32p', '33p', '41p', '42p', '43p'].map((n) => `cluster${n}`);

function expectation(
  metric: string,
  condition: string,
  rest: Pick<ExpectationResult, 'actual' | 'unit' | 'verdict' | 'threshold' | 'comparison'> &
    Partial<ExpectationResult>,
): ExpectationResult {
  return { metric, condition, ...rest };
}

const moved = (vip: string) =>
  lane(
    vip,
    ['cluster1', 0],
    ['none', INJECTED + 21],
    ['standby1', INJECTED + 3109],
    ['none', UNDONE + 711],
    ['cluster1', UNDONE + 714],
  );

const keptRecords: IntegrityRow = {
  id: 'records',
  place: 'tcp-gluster',
  intervalMs: 200,
  sizeBytes: 4096,
  slots: 0,
  written: 200,
  acknowledged: 200,
  refused: 0,
  unknown: 0,
  fates: { kept: 200, superseded: 0, lost: 0, torn: 0, unread: 0, undecided: 0 },
  lostByError: 0,
  unknownThere: 0,
  refusedThere: 0,
  duplicated: 0,
  reads: { count: 199, fresh: 199, stale: 0, missing: 0, torn: 0, unread: 0, undecided: 0 },
  missingForATime: 0,
  tornForATime: 0,
  maybeCached: 0,
  recoveryPoint: { middleMs: 0, lowMs: 0, highMs: 0 },
  losses: [],
  lossCount: 0,
  outages: [],
  restoration: { middleMs: 0, lowMs: 0, highMs: 205 },
  segments: [{ state: 'kept', fromMs: 0, toMs: 40_000 }],
};

const lostRecords: IntegrityRow = {
  ...keptRecords,
  id: 'array',
  place: 'nas:/scratch',
  slots: 20,
  acknowledged: 185,
  refused: 5,
  unknown: 10,
  fates: { kept: 15, superseded: 160, lost: 4, torn: 2, unread: 3, undecided: 1 },
  lostByError: 1,
  unknownThere: 2,
  refusedThere: 1,
  duplicated: null,
  reads: { count: 190, fresh: 170, stale: 6, missing: 4, torn: 3, unread: 5, undecided: 2 },
  missingForATime: 2,
  tornForATime: 1,
  maybeCached: 7,
  recoveryPoint: { middleMs: 1100, lowMs: 900, highMs: 1300 },
  losses: [
    { records: 4, fromMs: 10_000, toMs: 10_600, lowMs: 600, highMs: 1000, fault: 'unplug-master' },
    { records: 2, fromMs: 10_800, toMs: 10_900, lowMs: 100, highMs: null, fault: null },
  ],
  lossCount: 3,
  restoration: { middleMs: 3000, lowMs: 2900, highMs: null },
  segments: ['kept', 'lost', 'torn', 'unread', 'unknown', 'refused', 'undecided'].map((state, index) => ({
    state,
    fromMs: 5000 * index,
    toMs: 5000 * (index + 1),
  })),
};

const failoverRun: Measurements = {
  ...base,
  scenario: 'failover-master',
  title: { en: 'Failover of the active director', es: 'Conmutación del nodo máster' },
  fidelityNotes: ['Latencies are those of loopback.'],
  expectations: [
    expectation('outage.max', '< 5s', {
      comparison: '<',
      threshold: 5000,
      actual: 3120.4,
      low: 3100.2,
      high: 3140.6,
      unit: 'ms',
      verdict: 'pass',
      because: 'static-tcp, at 10.34 s',
    }),
    expectation('failover.count', '>= 1', {
      comparison: '>=',
      threshold: 1,
      actual: 2,
      unit: 'count',
      verdict: 'pass',
    }),
    expectation('vip.overlap.max', '< 500ms', {
      comparison: '<',
      threshold: 500,
      actual: 0,
      unit: 'ms',
      verdict: 'pass',
    }),
    expectation('availability.time', '>= 80%', {
      comparison: '>=',
      threshold: 0.8,
      actual: 1 - 3120.4 / 45_000,
      unit: 'share',
      verdict: 'pass',
    }),
  ],
  loads: [load(seededRandom(1, 'load'))],
  integrity: [keptRecords],
  probes: [probe(seededRandom(1, 'probe'))],
  outages: [outage],
  faults: [unplugMaster],
  failovers: [failover('external'), failover('internal'), failback('external'), failback('internal')],
  states: [
    moved('vip:external'),
    moved('vip:internal'),
    lane('nic:cluster1:external', ['up', 0], ['down', 10_330], ['up', UNDONE]),
    ...webServers.map((server) =>
      server === 'cluster31p'
        ? lane(`server:tcp/${server}`, ['UP', 0], ['unknown', 10_800], ['UP', 14_100])
        : lane(`server:tcp/${server}`, ['UP', 0]),
    ),
  ],
  warnings: [
    { code: 'PROBES_LATE', message: '2 of 2,250 probes of static-tcp were sent more than 10 ms late' },
  ],
};

const failedRun: Measurements = {
  ...failoverRun,
  scenario: 'failover-slow',
  outcome: 'interrupted',
  verdict: 'fail',
  fidelity: 'docker',
  fidelityNotes: [],
  expectations: [
    expectation('outage.max', '< 3s', {
      comparison: '<',
      threshold: 3000,
      actual: 6120,
      low: 6100,
      high: 6140,
      unit: 'ms',
      verdict: 'fail',
      because: 'static-tcp, at 10.34 s',
    }),
    expectation('availability.requests', '>= 99.9%', {
      comparison: '>=',
      threshold: 0.999,
      actual: 0.99996,
      unit: 'share',
      verdict: 'pass',
    }),
    expectation('throughput.after', '>= 700/s', {
      comparison: '>=',
      threshold: 700,
      actual: 45.25,
      unit: 'per-second',
      verdict: 'fail',
    }),
  ],
  outages: [
    { ...outage, durationMs: 6120, lowMs: 6100, highMs: 6140, endMs: 16_440, failures: 300 },
    {
      ...outage,
      startMs: 20_000,
      endMs: 20_000,
      durationMs: 20,
      lowMs: 0,
      highMs: 40,
      failures: 1,
      kinds: { 'http-503': 1 },
    },
    { ...outage, probe: 'dynamic-http', startMs: 10_360, endMs: 16_300, lowMs: 5900, highMs: 6100 },
    {
      ...outage,
      startMs: 40_000,
      endMs: 45_000,
      durationMs: 5000,
      lowMs: 5000,
      highMs: 5000,
      openAtEnd: true,
      fault: null,
    },
  ],
  probes: [
    ...failoverRun.probes,
    {
      ...probe(seededRandom(2, 'probe')),
      id: 'dynamic-http',
      page: 'dynamic',
      frontend: 'http',
      lane: 'keepalive',
    },
  ],
  integrity: [{ ...lostRecords, outages: failoverRun.outages }],
  faults: [
    unplugMaster,
    {
      ...unplugMaster,
      id: 'kill-second',
      target: 'director:standby',
      scheduledMs: 30_000,
      injectedMs: 30_000,
      recoveredMs: null,
      healedMs: null,
      recovered: false,
      failure: 'undo timed out after 10 s',
    },
  ],
  failovers: [
    {
      ...failover('external'),
      gapMs: -120,
      outage: { lowMs: 6100, highMs: 6140 },
      causeMs: null,
    },
  ],
  loads: failoverRun.loads.map((row) => ({
    ...row,
    doubts: [{ code: 'SATURATED', message: 'the load generator used 98% of its core' }],
  })),
};

const serverRun: Measurements = {
  ...base,
  scenario: 'containers-killed',
  title: { en: 'Two containers killed', es: 'Dos contenedores muertos' },
  outageRules: { minimumFailures: 2, mergeOver: 3 },
  faults: [
    { ...unplugMaster, id: 'kill-two', fault: 'container.kill', targets: ['cluster21p', 'cluster22p'] },
  ],
  detections: ['cluster21p', 'cluster22p'].flatMap((server, index) => [
    {
      fault: 'kill-two',
      server: `tcp/${server}`,
      causeMs: INJECTED,
      downMs: INJECTED + 4_870 + 500 * index,
      delayMs: 4_870 + 500 * index,
      expectedMs: { low: 4_000, high: 8_000 },
    },
    {
      fault: 'kill-two',
      server: `http/${server}`,
      causeMs: INJECTED,
      downMs: null,
      delayMs: null,
      expectedMs: null,
    },
  ]),
};

const repeatedRun: Measurements = {
  ...base,
  scenario: 'failover-six-times',
  title: { en: 'Six failovers', es: 'Seis conmutaciones' },
  outages: [1, 2, 3].map((repeat) => ({ ...outage, startMs: outage.startMs + 60_000 * repeat, repeat })),
  probes: [probe(seededRandom(6, 'probe'))],
  repetitions: [
    repeated('outage.max', 'ms', [3100, 2700, 3400, 3550, 2900, 3000]),
    repeated('failover.takeover.max', 'ms', [3100, null, 3400, null, null, null]),
    repeated('outage.count', 'count', [1, 1, 2, 1, 1, 1]),
  ],
};

function repeated(
  metric: string,
  unit: 'ms' | 'count',
  values: readonly (number | null)[],
): Measurements['repetitions'][number] {
  return { metric, unit, values, summary: medianWithInterval(values.filter((value) => value !== null)) };
}

const unknownRun: Measurements = {
  ...base,
  scenario: 'containers-down',
  title: { en: 'Two containers of cluster2 stopped' },
  cluster: 'live',
  fidelity: 'live',
  verdict: 'unknown',
  expectations: [
    expectation('failover.count', '>= 1', {
      comparison: '>=',
      threshold: 1,
      actual: null,
      unit: 'count',
      verdict: 'unknown',
      because: 'nothing on this cluster tells who owns an address',
    }),
  ],
  faults: [{ ...unplugMaster, injectedMs: null, effectiveMs: null, recoveredMs: null, healedMs: null }],
  probes: [
    {
      ...probe(seededRandom(3, 'probe')),
      sent: 0,
      ok: 0,
      late: 0,
      failedByKind: {},
      series: [],
      availabilityByRequests: null,
      availabilityByTime: null,
      latencyMs: null,
    },
  ],
  states: [lane('vip:external', ['cluster1', 0])],
};

const probesOnly: Measurements = {
  ...base,
  scenario: 'watch',
  title: { en: 'Nothing but probes', es: 'Solo sondas' },
  probes: [
    {
      ...probe(seededRandom(4, 'probe')),
      ok: 2250,
      late: 0,
      failedByKind: { ok: 2250 },
      availabilityByRequests: 1,
      availabilityByTime: 1,
      series: Array.from({ length: 500 }, (_, index) => ({
        t: index * 90,
        ms: 3 + (index % 7) / 10,
        ok: true,
      })),
    },
  ],
};

interface Page {
  readonly name: string;
  readonly frontend: string;
  /** Requests per second where the page saturates, and the latency of one request. */
  readonly capacity: number;
  readonly serviceMs: number;
}

const pages: readonly Page[] = [
  { name: 'static', frontend: 'tcp', capacity: 583, serviceMs: 6 },
  { name: 'dynamic', frontend: 'tcp', capacity: 87, serviceMs: 45 },
  { name: 'image', frontend: 'tcp-gluster', capacity: 154, serviceMs: 14 },
];

function matrixRow(
  page: Page,
  requests: number,
  concurrency: number,
  repeat: number,
  random: Random,
): MatrixRow {
  const invalid = page.name === 'dynamic' && requests === 1000 && concurrency === 20;
  const partly = page.name === 'static' && requests === 5000 && concurrency === 10 && repeat === 2;
  const ideal = Math.min(page.capacity, (1000 / page.serviceMs) * concurrency ** 0.8);
  const rate = ideal * (0.97 + 0.06 * random.next()) * (invalid ? 0.6 : 1);
  const timeMs = (1000 * concurrency) / rate;
  const reason = {
    code: invalid ? 'ERRORS' : 'SATURATED',
    message: invalid ? '12 requests failed' : 'the load generator used 97% of its core',
  };
  return {
    page: page.name,
    frontend: page.frontend,
    engine: 'ab',
    requests,
    concurrency,
    repeat,
    requestsPerSecond: rate,
    timePerRequestMs: timeMs,
    timePerRequestAcrossMs: timeMs / concurrency,
    percentilesMs: {
      50: timeMs * 0.94,
      90: timeMs * 1.2,
      95: timeMs * 1.4,
      99: timeMs * 2.1,
      100: timeMs * 3.3,
    },
    failed: invalid ? 12 : 0,
    nonTwoXx: 0,
    failedByKind: invalid ? { reset: 12 } : {},
    transferKbytesPerSecond: rate * 0.7,
    startMs: 0,
    endMs: 1,
    keepAlive: false,
    valid: !invalid && !partly,
    invalidBecause: invalid || partly ? [reason] : [],
    warnings: page.name === 'image' && concurrency === 20 ? [WARNED] : [],
  };
}

const WARNED = { code: 'NOT_STEADY', message: 'not steady: 150/s in its first half, 120/s in its second' };

/** Rows with what is made of them. */
function benchmark(
  matrix: readonly MatrixRow[],
  facts: Partial<NonNullable<Measurements['benchmark']>> = {},
): Pick<Measurements, 'matrix' | 'cells' | 'scalability' | 'benchmark'> {
  const repeat = Math.max(...matrix.map((row) => row.repeat));
  const cells = summariseCells(matrix);
  return {
    matrix,
    cells,
    scalability: scalabilityRows(cells),
    benchmark: { repeat, order: 'interleaved', warmupRequests: 0, cooldownMs: 0, ...facts },
  };
}

function matrixOf(requests: readonly number[], repeats: number): MatrixRow[] {
  const random = seededRandom(5, 'matrix');
  return pages.flatMap((page) =>
    requests.flatMap((n) =>
      [1, 3, 5, 10, 20].flatMap((c) =>
        Array.from({ length: repeats }, (_, index) => matrixRow(page, n, c, index + 1, random)),
      ),
    ),
  );
}

const matrixRun: Measurements = {
  ...base,
  scenario: 'thesis-tables',
  title: { en: 'The tables of the thesis', es: 'Las tablas de la tesis' },
  durationMs: 1_805_000,
  ...benchmark(matrixOf([1000, 5000, 10_000], 3), { warmupRequests: 200, cooldownMs: 1000 }),
};

const smallMatrix: Measurements = {
  ...base,
  scenario: 'bench-static',
  title: { en: 'Static page', es: 'Página estática' },
  ...benchmark(matrixOf([1000], 1)),
};

/** Enough repeats for intervals, in cells that run for a time and make another number of requests each. */
const timedMatrix: Measurements = {
  ...base,
  scenario: 'bench-timed',
  title: { en: 'Two seconds a cell' },
  ...benchmark(
    matrixOf([1000], 6).map((row, index) => ({ ...row, requests: 900 + index, cellDurationMs: 2000 })),
    { order: 'sequential' },
  ),
};

/** Two frontends compared, healthy and degraded. */
const inConditions = measure(conditionalRun({ blocks: 10, share: { healthy: 0.8, degraded: 1 } }));

/** Too few blocks to judge, and a cell through which its condition was lost. */
const lostCondition = measure(conditionalRun({ blocks: 2, share: { healthy: 1, degraded: 0.5 }, lostIn: 0 }));

const balanceRun: Measurements = {
  ...base,
  scenario: 'balance',
  title: { en: 'Equal shares and sticky sessions', es: 'Reparto igual y sesiones persistentes' },
  balance: [
    {
      frontend: 'tcp',
      mode: 'tcp',
      source: 'balancer',
      byServer: Object.fromEntries(webServers.map((server, index) => [server, 112 - (index % 2)])),
      maxDeviationPercent: 0.5,
      maxDeviationCount: 0.6,
    },
    {
      frontend: 'http',
      mode: 'http',
      source: 'probe:http-cookie',
      byServer: { cluster21p: 450 },
      maxDeviationPercent: 0,
      maxDeviationCount: 0,
    },
    {
      frontend: 'tcp-gluster',
      mode: 'tcp',
      source: 'balancer',
      byServer: { cluster24p: 300, cluster34p: 351, cluster44p: 249 },
      maxDeviationPercent: 17,
      maxDeviationCount: 51,
    },
  ],
  stickiness: [
    { probe: 'http-cookie', frontend: 'http', servers: ['cluster21p'], switches: 0 },
    { probe: 'tcp-no-cookie', frontend: 'tcp', servers: webServers, switches: 449 },
  ],
};

const NASTY = '<script>alert(1)</script>|&%_$#{}~^\\`*[x](y) "\'\u001b[31m\u0000\n';

const hostile: Measurements = {
  ...failedRun,
  scenario: `=cmd()${NASTY}`,
  title: { en: `+1${NASTY}` },
  cluster: `@x${NASTY}`,
  fidelityNotes: [NASTY],
  expectations: failedRun.expectations.map((one) => ({ ...one, metric: NASTY, because: NASTY })),
  ...benchmark(matrixOf([1000], 1).map((row) => ({ ...row, page: `=${row.page}${NASTY}`, engine: '-1+1' }))),
  loads: failedRun.loads.map((row) => ({ ...row, id: NASTY, doubts: [{ code: 'X', message: NASTY }] })),
  probes: failedRun.probes.map((row) => ({ ...row, id: `=${row.id}${NASTY}` })),
  outages: failedRun.outages.map((row) => ({ ...row, probe: `=${row.probe}${NASTY}` })),
  faults: failedRun.faults.map((row) => ({ ...row, id: NASTY, target: NASTY, failure: NASTY })),
  integrity: failedRun.integrity.map((row) => ({
    ...row,
    id: NASTY,
    place: NASTY,
    losses: row.losses.map((loss) => ({ ...loss, fault: NASTY })),
  })),
  detections: serverRun.detections.map((row) => ({ ...row, fault: NASTY, server: NASTY })),
  failovers: failedRun.failovers.map((row) => ({ ...row, fault: NASTY, vip: NASTY, from: NASTY })),
  states: failedRun.states.map((row) => ({ ...row, subject: row.subject + NASTY })),
  balance: balanceRun.balance.map((row) => ({
    ...row,
    frontend: NASTY,
    byServer: { [`=${NASTY}`]: 3, ok: 1 },
  })),
  stickiness: [{ probe: NASTY, frontend: NASTY, servers: [NASTY], switches: 0 }],
  warnings: [{ code: NASTY, message: NASTY }],
};

const empty: Measurements = { ...base, verdict: 'unknown', outcome: 'broke-off', fidelity: 'vm' };

/** Nothing took any time, nothing was counted, nothing was answered. */
const degenerate: Measurements = {
  ...failedRun,
  durationMs: 0,
  ...benchmark(
    matrixOf([0], 2).map((row, index) => ({
      ...row,
      requestsPerSecond: index % 2 === 0 ? 0 : null,
      timePerRequestMs: index % 2 === 0 ? 0 : null,
      percentilesMs: {},
      valid: index % 3 === 0,
      invalidBecause: [],
    })),
  ),
  loads: failedRun.loads.map((row) => ({
    ...row,
    startMs: 0,
    endMs: 0,
    requests: 0,
    series: [{ fromMs: 0, toMs: 0, okPerSecond: 0, failedPerSecond: 0 }],
    requestsPerSecond: { before: null, during: null, after: null, whole: null },
    responseMs: { before: null, during: null, after: null },
    band: { perSecond: null, responseMs: null },
    restoredMs: null,
    fullCapacityMs: null,
  })),
  probes: failedRun.probes.map((row) => ({
    ...row,
    resolutionMs: 0,
    series: [{ t: 0, ms: 0, ok: true }],
    failedByKind: {},
  })),
  integrity: [
    { ...keptRecords, acknowledged: 0, recoveryPoint: null, restoration: null, segments: [], written: 0 },
    { ...lostRecords, acknowledged: 1, losses: [], restoration: null },
  ],
  balance: [
    {
      frontend: 'tcp',
      mode: 'tcp',
      source: 'balancer',
      byServer: {},
      maxDeviationPercent: 0,
      maxDeviationCount: 0,
    },
    {
      frontend: 'tcp',
      mode: 'tcp',
      source: 'other',
      byServer: { a: 0, b: 0 },
      maxDeviationPercent: 0,
      maxDeviationCount: 0,
    },
  ],
  stickiness: [{ probe: 'p', frontend: 'tcp', servers: [], switches: 0 }],
  states: [lane('vip:external', ['none', 0]), { subject: 'nic:a:b', segments: [] }],
};

const recordsRun: Measurements = {
  ...failoverRun,
  integrity: [keptRecords, { ...lostRecords, outages: failoverRun.outages }],
};

/** Measurements of every kind of run, by name. */
export const samples = {
  failoverRun,
  recordsRun,
  failedRun,
  serverRun,
  repeatedRun,
  unknownRun,
  probesOnly,
  matrixRun,
  smallMatrix,
  timedMatrix,
  conditionalRun: inConditions,
  lostCondition,
  balanceRun,
  hostile,
  degenerate,
  empty,
} satisfies Readonly<Record<string, Measurements>>;
