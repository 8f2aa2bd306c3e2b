import type { Outage } from '../../measurements/types.js';

const kinds: Readonly<Record<keyof Outage['kinds'], string>> = {
  ok: 'ok',
  dns: 'dns',
  'connect-refused': 'connect-refused',
  'connect-timeout': 'connect-timeout',
  'connect-unreachable': 'connect-unreachable',
  tls: 'tls',
  reset: 'reset',
  write: 'write',
  'header-timeout': 'header-timeout',
  'body-timeout': 'body-timeout',
  truncated: 'truncated',
  protocol: 'protocol',
  'http-502': 'http-502',
  'http-503': 'http-503',
  'http-504': 'http-504',
  'http-5xx': 'http-5xx',
  'http-4xx': 'http-4xx',
  'http-other': 'http-other',
  'wrong-content': 'wrong-content',
  'too-slow': 'too-slow',
  other: 'other',
};

/** Every text that the reader of a report sees. Numbers arrive formatted; counts come along for the plural. */
export const en = {
  verdict: { pass: 'PASS', fail: 'FAIL', unknown: 'UNKNOWN' },
  verdictOfOne: { pass: 'pass', fail: 'fail', unknown: 'unknown' },
  verdictSentence: {
    nothingExpected: 'The scenario expects nothing, so nothing could fail.',
    allHeld: (count: number) =>
      count === 1 ? 'The one expectation held.' : `All ${count} expectations held.`,
    failed: (failed: number, count: number, list: string) =>
      `${failed} of ${count} expectations failed: ${list}.`,
    unknown: (unknown: number, count: number, list: string) =>
      `${unknown} of ${count} expectations could not be judged: ${list}.`,
    notJudged: 'The run could not be judged.',
    was: (condition: string, actual: string) => `${condition} (was ${actual})`,
    because: (condition: string, reason: string) => `${condition} (${reason})`,
  },
  outcome: {
    interrupted: 'The run was interrupted: what follows covers only the part that ran.',
    'broke-off': 'The run broke off: what follows covers only the part that ran.',
  },
  fidelity: {
    embedded:
      'Emulated cluster: network, balancer and VRRP are emulated in user space, with real timers. The figures say nothing about the speed or behaviour of real HAProxy, Apache or Keepalived.',
    docker:
      'Cluster in containers on one machine: its nodes share one kernel, its processors and its disks. Compare the figures with each other, not with those of separate machines.',
    vm: 'Cluster in virtual machines on one host: its nodes share processors and disks. Compare the figures with each other, not with those of separate machines.',
  },
  header: {
    scenario: 'Scenario',
    cluster: 'Cluster',
    started: 'Started',
    duration: 'Duration',
    seed: 'Seed',
    fidelity: { embedded: 'emulated', docker: 'containers', vm: 'virtual machines', live: 'live' },
  },
  labels: {
    run: 'Run',
    outage: 'Outage',
    integrity: 'Data',
    failover: 'Failover',
    failures: 'Failures',
    rate: 'Requests/s',
    availability: 'Availability',
    peak: 'Peak',
    scaling: 'Scaling',
    stickiness: 'Stickiness',
    balance: 'Balance',
    fault: 'Fault',
    repeats: 'Repeats',
    detection: 'Detection',
  },
  findings: {
    noOutage: (resolution: string, many: boolean) =>
      many
        ? `No outage seen; one shorter than ${resolution} may go unseen (the coarsest of the probes).`
        : `No outage seen; one shorter than ${resolution} may go unseen.`,
    notProbed: 'No probe was sent, so nothing is known about outages.',
    away: (bounds: string, interval: string) => `The site was away ${bounds}${interval}`,
    interval: (T: string, lanes: number) => (lanes > 1 ? `T = ${T} in ${lanes} lanes` : `T = ${T}`),
    awayAtLeast: (low: string) => `The site was away for at least ${low}`,
    stillOpen: 'it was still away when the probes stopped',
    openBefore: 'it was away already when the probes began',
    from: (time: string) => `from ${time} on`,
    at: (seconds: string) => `t = ${seconds} s`,
    phaseAt: (seconds: string) => `at t = ${seconds} s`,
    faultOn: (id: string, fault: string, hosts: string) => `${id} (${fault} on ${hosts})`,
    injected: (time: string) => `injected ${time}`,
    effective: (offset: string) => `took effect ${offset}`,
    undone: (offset: string) => `undone ${offset}`,
    healed: (offset: string) => `cluster recovered ${offset}`,
    during: (fault: string) => `during ${fault}`,
    noFault: 'outside of any fault',
    seenBy: (probes: string) => `as seen by ${probes}`,
    notSeenBy: (probes: string) => `${probes} saw no outage then`,
    noneExpected: "VRRP's timers make one expect no outage",
    expected: (range: string) => `VRRP's timers make one expect ${range}`,
    longer: (by: string) => `the outage is at least ${by} longer`,
    shorter: (by: string) => `the outage is at least ${by} shorter`,
    manyOutages: (count: string, longest: string, low: string, high: string) =>
      `${count} outages; the longest ${longest}; together between ${low} and ${high}`,
    manyOutagesAtLeast: (count: string, longest: string, low: string) =>
      `${count} outages; the longest ${longest}; together at least ${low}`,
    moreOutages: (count: number) => `${count} shorter ones are in the table of outages.`,
    moved: (vips: string, from: string, to: string) => `${vips}: ${from} → ${to}`,
    onInjection: (fault: string) => `after ${fault} was injected`,
    onRecovery: (fault: string) => `after ${fault} was undone`,
    lost: (offset: string) => `lost the address ${offset}`,
    taken: (offset: string) => `taken over ${offset}`,
    announced: (offset: string) => `neighbours knew ${offset}`,
    firstAnswer: (offset: string) => `first answer ${offset}`,
    fullCapacity: (offset: string) => `full capacity ${offset}`,
    withoutOwner: (duration: string) => `${duration} without an owner`,
    twoOwners: (duration: string) => `${duration} with two owners at once`,
    nobody: 'nobody',
    stayed: (vip: string, owner: string) => `${vip} stayed with ${owner} all the time.`,
    probesFailed: (failed: string, sent: string, kinds: string) =>
      `${failed} of ${sent} probes failed: ${kinds}.`,
    noProbeFailed: (sent: string) => `None of ${sent} probes failed.`,
    probesLate: (late: string) =>
      `${late} probes were sent late by the harness itself and are left out: they prove nothing about the site.`,
    requestsFailed: (load: string, failed: string, requests: string, kinds: string) =>
      `Load ${load}: ${failed} of ${requests} requests failed: ${kinds}.`,
    noRequestFailed: (load: string, requests: string) => `Load ${load}: none of ${requests} requests failed.`,
    rates: (load: string, parts: string) => `${load}: ${parts}.`,
    before: (rate: string) => `before ${rate}`,
    duringRate: (rate: string) => `during ${rate}`,
    after: (rate: string) => `after ${rate}`,
    whole: (rate: string) => `${rate} over the whole run`,
    repeatsRange: (metric: string, median: string, range: string, count: number) =>
      `${metric}: median ${median}, smallest and largest ${range}, of ${count} repeats.`,
    repeatsInterval: (metric: string, median: string, range: string, count: number) =>
      `${metric}: median ${median}, 95% interval ${range}, of ${count} repeats.`,
    slower: (during: string, usual: string) => `answers took ${during} instead of ${usual}`,
    asBefore: (offset: string) => `as before ${offset} after the end of it`,
    detection: (fault: string, text: string) => `${fault}: ${text}.`,
    takenOut: (count: number, delay: string) =>
      count === 1
        ? `the balancer took a server out after ${delay}`
        : `the balancer took servers out ${count} times, after ${delay}`,
    checksExpect: (range: string) => `its health checks make one expect ${range}`,
    notTakenOut: (servers: string) => `${servers} stayed in`,
    inDoubt: (text: string, reasons: string) => `${text}: in doubt, since ${reasons}`,
    availability: (time: string, requests: string) => `${time} by time, ${requests} by requests`,
    availabilityOfProbe: (probe: string, availability: string) => `${probe}: ${availability}.`,
    availabilityWords:
      'By time: the share of the run in which the site answered. By requests: the share of the probes that were answered well.',
    notMeasured: 'not measured',
    peak: (group: string, rate: string, size: string, c: string) => `${group}: ${rate} at ${size}, c = ${c}.`,
    noPeak: (group: string) => `${group}: no valid cell, so no peak.`,
    invalidCells: (count: number) =>
      count === 1
        ? '1 measurement is invalid: it is marked in the table and left out of every summary.'
        : `${count} measurements are invalid: they are marked in the tables and left out of every summary.`,
    scaling: (name: string, text: string) => `${name}: ${text}`,
    stillGaining: (c: string) => `the rate still grew at c = ${c}, the most that was measured`,
    beyondKnee: (c: string, gained: string) => `adding connections beyond ${c} ${gained}`,
    gainedNothing: 'gained nothing',
    gainedAtMost: (percent: string) => `gained ${percent} at most`,
    kneeRates: (kneeRate: string, knee: string, rate: string, c: string) =>
      `${kneeRate} at c = ${knee}, ${rate} at c = ${c}`,
    kneeTimes: (from: string, to: string) => `and the time per request went from ${from} to ${to}`,
    lawPeak: (c: string) => `the fitted law peaks at c = ${c}`,
    lawPeakBeyond: (c: string) => `the fitted law peaks at c = ${c}, beyond what was measured`,
    lawWithoutPeak: 'the fitted law has no peak',
    lawPoor: 'the Universal Scalability Law does not describe it',
    sticky: (probe: string, server: string) => `${probe} was always answered by ${server}.`,
    notSticky: (probe: string, servers: number, switches: string) =>
      `${probe} was answered by ${servers} servers, with ${switches} changes.`,
    stickyNobody: (probe: string) => `${probe}: no answer named its server.`,
    oneServer: (frontend: string, source: string, server: string) =>
      `${frontend} (${source}): all by ${server}.`,
    balanced: (
      frontend: string,
      source: string,
      servers: number,
      percent: string,
      count: string,
      mean: string,
    ) =>
      `${frontend} (${source}): ${servers} servers; the largest distance from an equal share is ${percent}: ${count} from a mean of ${mean}.`,
    integrity: {
      nothingWritten: (records: string, written: string) =>
        `${records}: none of ${written} writes was acknowledged, so nothing is known of what is kept.`,
      noneLost: (records: string, acknowledged: string) =>
        `${records}: none of ${acknowledged} acknowledged records lost.`,
      noneSeenLost: (records: string, acknowledged: string, open: string) =>
        `${records}: of ${acknowledged} acknowledged records none was seen to be lost, but of ${open} it is not known.`,
      someLost: (records: string, what: string, acknowledged: string, when: string, rpo: string) =>
        `${records}: ${what} of ${acknowledged} acknowledged records${when}; achieved RPO ${rpo}.`,
      lost: (count: string) => `${count} lost`,
      torn: (count: string) => `${count} torn`,
      acknowledgedBetween: (from: string, to: string) => `, acknowledged between ${from} and ${to}`,
      lostByError: (count: string) =>
        `The storage answers that it cannot read ${count} of the lost ones (input/output error).`,
      stale: (count: string) => `${count} reads gave an older version than one acknowledged before.`,
      duplicated: (count: string) => `${count} records are stored more than once.`,
      missingForATime: (count: string) =>
        `${count} acknowledged records were missing for a time, and are there again.`,
      tornForATime: (count: string) => `${count} records were torn for a time, and are whole again.`,
      unread: (count: string) =>
        `${count} acknowledged records could not be read back in the end: neither lost nor kept.`,
      undecided: (count: string) =>
        `Of ${count} acknowledged records what is there may come from a write without an outcome: neither lost nor kept.`,
      unknown: (count: string, there: string) =>
        `${count} writes ended without a clear answer: neither lost nor kept; ${there} of them are there.`,
      refused: (count: string) => `${count} writes were refused or could not be sent.`,
      refusedThere: (count: string) => `${count} refused records are there all the same.`,
      maybeCached: (count: string) =>
        `${count} records were read where the reader's own cache could not be ruled out.`,
      neverAway: (unseen: string) =>
        `No outage of the writes was seen; one shorter than ${unseen} may go unseen.`,
      away: (count: string, longest: string) => `Outages of the writes: ${count}; achieved RTO ${longest}.`,
      notTimed: 'Too few writes were sent on time to tell an outage of theirs.',
    },
    notRecovered: (fault: string) =>
      `${fault} has NOT been seen to recover: check the cluster before you trust it.`,
    faultFailed: (fault: string, reason: string) => `${fault} failed: ${reason}`,
    neverInjected: (fault: string) => `${fault} was never injected.`,
  },
  list: { and: 'and', others: (count: number) => `and ${count} more` },
  sections: {
    findings: 'What happened',
    timeline: 'Time line',
    expectations: 'Expectations',
    matrix: 'Benchmark',
    scalability: 'Scaling over concurrency',
    integrity: 'Data',
    outages: 'Outages',
    failovers: 'Failovers',
    repetitions: 'Repeats of the time line',
    detections: 'Servers taken out',
    faults: 'Faults',
    loads: 'Load',
    probes: 'Probes',
    balance: 'Balance',
    stickiness: 'Stickiness',
    states: 'States',
    warnings: 'Warnings',
    fidelity: 'What is real here, and what is not',
    reading: 'How to read this report',
  },
  tables: {
    matrixTitle: (page: string, frontend: string, engine: string) =>
      `Page ${page}, frontend ${frontend} (${engine})`,
    peakNote: (rate: string, size: string, c: string) => `Peak: ${rate} at ${size}, c = ${c}`,
    spreadNote: (repeats: number) =>
      `Median of ${repeats} repeats [smallest, largest]; a 95% interval takes six valid repeats of each cell.`,
    intervalNote: (repeats: number) =>
      `Median of ${repeats} repeats [interval that holds the true median with 95% or more, by order statistics].`,
    benchmark: {
      warmedUp: (requests: string) =>
        `Warm-up: ${requests} requests to each page and frontend before its first cell, discarded.`,
      noWarmup: 'No warm-up was sent.',
      paused: (duration: string) => `A pause of ${duration} after each cell.`,
      noPause: 'No pause between cells.',
      interleaved: 'Repeats interleaved, in a random order by the seed.',
      sequential: 'Repeats of a cell one right after another.',
    },
    keepAliveNote: 'Connections were kept alive.',
    scalability: {
      kneeNote:
        'Knee: the least concurrency that no higher one exceeds by more than 5%; its requests/s beside it.',
      lawNote:
        'Universal Scalability Law (Gunther): X(c) = λc / (1 + σ(c − 1) + κc(c − 1)), by least squares over the medians of valid repeats; σ: share that queues, κ: cost of coherency. The worst residual is the largest distance of the law from a measured rate.',
      beyondNote: 'Beyond the highest concurrency that was measured: a guess.',
      noFit: (reason: string) => `No fit: ${reason}.`,
      none: 'none',
    },
    cellInvalid: (reasons: string) => `Invalid: ${reasons}`,
    cellPartly: (invalid: number, repeats: number, reasons: string) =>
      `${invalid} of ${repeats} repeats left out: ${reasons}`,
    cellWarned: (reasons: string) => `Note: ${reasons}`,
    degradation: {
      title: 'Before, during and after',
      response: 'Response time (ms)',
      note: 'Band: where the windows of the 3 s before the first fault or outage lay (mean ± 3 standard deviations, no less than 10% or one request per window). Full capacity counts from the end of the last undo and outage.',
    },
    outageRules: (failures: string, merge: string) =>
      `An outage here has at least ${failures} failed probes in a row; outages with up to ${merge} successes between them are one.`,
    losses: {
      title: 'When what is gone had been acknowledged',
      note: 'Each row is a stretch of records with none kept between them, lost or torn; the fault is the one in whose time they were acknowledged, or the next one after.',
      untold: (count: string) => `${count} more stretches are not listed.`,
    },
    nothingAtAll: 'none',
    never: 'never',
    notes: {
      repetitionsRange:
        'Median over the repeats [smallest, largest]; a 95% interval takes six measured repeats. Then the value of each repeat in order; – where it was not measured.',
      repetitionsInterval:
        'Median over the repeats, with the interval that holds the true median with 95% or more (order statistics). Then the value of each repeat in order; – where it was not measured.',
      detections:
        "Taken out: from the injection until the balancer was seen to hold the server down. Expected: from (fall − 1) × inter to fall × inter + the check's time-out; the statistics page is read every 250 ms.",
      outages:
        'An outage is known only within bounds. Start and end: the first and the last failed probe, by the time they were sent. Lost × T: failed probes times the resolution, as a cross-check.',
      failovers:
        'Lost, taken over, first answer and full capacity count from the cause. Gap: time without an owner; negative: two owners at once.',
      faults:
        'Effective: seen to have taken effect. Undone: the undo ended. Healed: the cluster was seen to have recovered.',
      integrity:
        'Lost: acknowledged, and gone at the end. Unread: nobody could be asked. Unknown: the outcome of the write was never learnt. Achieved RPO: from the last record kept before the first one gone to the first kept after the last; achieved RTO: the longest time in which no write was acknowledged.',
      probes:
        'Late probes were sent late by the harness itself; they are left out. Latency is that of answered probes.',
      balance: 'Deviation: from the equal share, in percent of it.',
    },
    short: { requests: 'n', concurrency: 'c' },
    columns: {
      metric: 'Metric',
      condition: 'Condition',
      actual: 'Actual',
      verdict: 'Verdict',
      because: 'Why',
      requests: 'Requests n',
      concurrency: 'Concurrency c',
      requestsPerSecond: 'Requests/s',
      timePerRequest: 'Time per request (ms)',
      knee: 'Knee c',
      peakAt: 'Law: peak c',
      peakRate: 'Peak/s',
      lambda: 'λ (/s)',
      sigma: 'σ',
      kappa: 'κ',
      r2: 'R²',
      worstResidual: 'Worst residual',
      cellTime: 'Time of a cell (s)',
      minMax: '[min, max]',
      interval: '95% interval',
      p99: 'p99 (ms)',
      failed: 'Failed',
      probe: 'Probe',
      start: 'Start (s)',
      end: 'End (s)',
      outage: 'Outage (s)',
      bounds: 'Bounds (s)',
      lost: 'Lost × T (s)',
      failures: 'Failures',
      kinds: 'Kinds',
      fault: 'Fault',
      vip: 'Virtual IP',
      from: 'From',
      to: 'To',
      cause: 'Cause',
      causeAt: 'At (s)',
      addressLost: 'Lost (s)',
      takenOver: 'Taken over (s)',
      announced: 'Neighbours knew (s)',
      firstAnswer: 'First answer (s)',
      fullCapacity: 'Full capacity (s)',
      gap: 'Gap (s)',
      expected: 'Expected (s)',
      median: 'Median',
      eachRepeat: 'Each repeat',
      takenOut: 'Taken out (s)',
      figure: 'Figure',
      phaseBefore: 'Before',
      bandLow: 'Band from',
      bandHigh: 'Band to',
      phaseDuring: 'During',
      phaseAfter: 'After',
      records: 'Records',
      place: 'Written to',
      acknowledged: 'Acknowledged',
      lostRecords: 'Lost',
      torn: 'Torn',
      unread: 'Unread',
      undecided: 'Undecided',
      stale: 'Stale reads',
      missing: 'Missing for a time',
      duplicated: 'Duplicated',
      unknown: 'Unknown',
      refused: 'Refused',
      rpo: 'Achieved RPO',
      rto: 'Achieved RTO',
      lostSpan: 'Work lost',
      id: 'Id',
      injects: 'Injects',
      target: 'Target',
      scheduled: 'Due (s)',
      injected: 'Injected (s)',
      effective: 'Effective (s)',
      undone: 'Undone (s)',
      healed: 'Healed (s)',
      recovered: 'Recovered',
      load: 'Load',
      page: 'Page',
      frontend: 'Frontend',
      engine: 'Engine',
      amount: 'Requests',
      before: 'Before (/s)',
      during: 'During (/s)',
      after: 'After (/s)',
      whole: 'Whole (/s)',
      connection: 'Connection',
      resolution: 'T (ms)',
      sent: 'Sent',
      late: 'Late',
      byTime: 'By time',
      byRequests: 'By requests',
      p50: 'p50 (ms)',
      max: 'Max (ms)',
      source: 'Counted by',
      server: 'Server',
      count: 'Count',
      share: 'Share',
      deviation: 'Deviation',
      servers: 'Servers',
      switches: 'Changes',
      subject: 'Subject',
      state: 'State',
      code: 'Code',
      message: 'Message',
    },
    subjects: (subject: string, alike: number) =>
      alike === 0 ? subject : `${subject} and ${alike} more alike`,
    columnsHidden: (count: number) =>
      count === 1
        ? 'One more column does not fit here; report.html has it.'
        : `${count} more columns do not fit here; report.html has them.`,
    yes: 'yes',
    no: 'NO',
    openStart: 'open before',
    openEnd: 'still open',
    atLeast: (value: string) => `≥ ${value}`,
    cause: { injection: 'injection', recovery: 'recovery', unknown: 'unknown' },
    connection: { new: 'new each time', keepalive: 'kept alive' },
    source: {
      balancer: 'the balancer',
      probe: (probe: string) => `answers to ${probe}`,
    },
  },
  kinds,
  charts: {
    axes: {
      tick: (seconds: string) => `${seconds} s`,
      concurrency: 'Concurrency c',
      requestsPerSecond: 'Requests per second',
      timePerRequest: 'Time per request (ms)',
      latency: 'Latency (ms)',
      latencyLog: 'Probe latency (ms, log scale)',
      load: 'Load (requests/s)',
      time: 'Time since the start of the run (s)',
      sinceCause: 'Time since the cause (s)',
    },
    legend: {
      requests: (n: string) => `n = ${n}`,
      perCell: (duration: string) => `${duration} per cell`,
      percentile: (p: string) => `p${p}`,
      invalid: 'Hollow points are invalid measurements.',
      range: 'Bars: smallest and largest repeat.',
      interval: 'Bars: 95% intervals of the medians.',
      fit: 'Dashed: the Universal Scalability Law fitted to the valid points.',
      hidden: (count: number) => `${count} more lanes changed and are in the table of states.`,
    },
    series: { ok: 'answered', failed: 'failed' },
    titles: {
      requestsPerSecond: (page: string) => `Requests per second over concurrency: ${page}`,
      timePerRequest: (page: string) => `Time per request over concurrency: ${page}`,
      latency: (page: string) => `Latency percentiles over concurrency: ${page}`,
      timeline: 'Time line of the run',
      failovers: 'Failovers by phase',
      balance: 'Answers by server',
    },
    phases: {
      lost: 'until lost',
      taken: 'until taken over',
      announced: 'until neighbours knew',
      firstAnswer: 'until the first answer',
      fullCapacity: 'until full capacity',
      expected: 'expected',
    },
    panels: {
      faults: 'Faults',
      outages: 'Outages',
      states: 'States that changed',
      outage: (length: string) => `away ${length}`,
    },
    descriptions: {
      requestsPerSecond: (page: string) =>
        `Lines of requests per second over concurrency for page ${page}, one for each number of requests or frontend. The same figures are in the benchmark tables.`,
      timePerRequest: (page: string) =>
        `Lines of time per request over concurrency for page ${page}, one for each number of requests or frontend. The same figures are in the benchmark tables.`,
      latency: (page: string) =>
        `Lines of the latency percentiles over concurrency for page ${page}, at the largest number of requests.`,
      timeline:
        'One time axis: faults as bands, load as answered and failed requests per second, probes as dots of latency with failures at the top, and the states that changed as lanes.',
      failovers:
        'A lane for each failover, from its cause: bars until the address was lost, taken over, known to the neighbours, answered again and at full capacity; below each, the outage that the timers make one expect. The same figures are in the table of failovers.',
      balance: 'Bars of the answers counted for each server, with a line at the equal share.',
    },
    thinned:
      'Where probes are too many to draw, each dot is the slowest of its neighbours; failures stand at the top.',
  },
  reading: {
    outage: {
      term: 'Outage, [low, high], T',
      text: 'Probes go out on a fixed schedule, one every T. The site was away for some time between the last good probe before the failures and the first good one after: longer than low, shorter than high. An outage shorter than T may fall between two probes.',
    },
    availability: {
      term: 'Availability by time, by requests',
      text: 'By time: the share of the run in which the site answered. By requests: the share of the probes that were answered well. The two differ when failures are not spread evenly.',
    },
    integrity: {
      term: 'Achieved RPO, achieved RTO, lost, unknown',
      text: 'Numbered records were written and read back. RPO is how much acknowledged work was lost, as a span of time, RTO how long nothing was acknowledged; both are what this run showed, not what the cluster promises. What was never acknowledged cannot be lost.',
    },
    timePerRequest: {
      term: 'Time per request, n, c',
      text: 'n is the number of requests of a cell and c how many were in flight at once. Time per request is c × wall time / n, as ab defines it.',
    },
    verdict: {
      term: 'Verdict',
      text: 'pass: every expectation held. fail: at least one did not. unknown: at least one could not be measured, or its bounds lie on both sides of the threshold; unknown is never a pass.',
    },
    doubt: {
      term: '†',
      text: 'A number with this sign is in doubt, for the reason beneath its table. In parentheses it is invalid, and enters no summary; a note alone leaves it valid.',
    },
  },
};

export type Locale = typeof en;
