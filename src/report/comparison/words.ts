import type {
  CautionCode,
  ComparedMetric,
  ComparisonVerdict,
  Method,
} from '../../measurements/comparison/types.js';
import type { Verdict } from '../../measurements/types.js';
import type { Language } from '../types.js';

/** A comparison over all cells of a page in a condition, in parts of a sentence. */
interface Decision {
  readonly where: string;
  readonly before: string;
  readonly after: string;
  readonly metric: string;
  readonly verdict: ComparisonVerdict;
  readonly change: string | null;
  /** With its interval; empty where there is none. */
  readonly ratio: string;
  readonly pairs: number;
  readonly noise: string | null;
}

/** What is said of comparisons. */
export interface ComparisonWords {
  readonly title: string;
  readonly checkTitle: string;
  readonly before: string;
  readonly after: string;
  readonly columns: {
    readonly metric: string;
    readonly subject: string;
    readonly before: string;
    readonly after: string;
    readonly ratio: string;
    readonly interval: string;
    readonly p: string;
    readonly size: string;
    readonly verdict: string;
    readonly margin: string;
    readonly wouldCatch: string;
  };
  readonly metrics: Readonly<Record<ComparedMetric, string>>;
  readonly wholeRun: string;
  readonly through: (page: string, frontend: string) => string;
  readonly verdicts: Readonly<Record<ComparisonVerdict, string>>;
  readonly gates: Readonly<Record<Verdict, string>>;
  readonly checkVerdicts: Readonly<Record<Verdict, string>>;
  readonly methods: Readonly<Record<Method, string>>;
  readonly cautions: Readonly<Record<CautionCode, (detail: string) => string>>;
  readonly decision: (facts: Decision) => string;
  readonly counted: (verdict: ComparisonVerdict, count: number) => string;
  readonly overall: (metric: string, subjects: number, ratio: string, interval: string | null) => string;
  readonly noise: (metric: string, from: 'blocks' | 'runs', percent: string, ratios: number) => string;
  readonly ofRuns: (side: string, label: string, count: number) => string;
  readonly failure: (change: string, interval: string, p: string, margin: string) => string;
  readonly tooFew: (metric: string) => string;
  readonly unmet: (condition: string, verdict: Verdict) => string;
  readonly changes: string;
  readonly noChanges: string;
  readonly none: string;
  readonly trend: (facts: {
    readonly what: string;
    readonly change: string;
    readonly at: string;
    readonly confirmed: boolean;
  }) => string;
  readonly forest: {
    readonly description: string;
    readonly axis: string;
    readonly worse: string;
    readonly better: string;
  };
}

const en: ComparisonWords = {
  title: 'Comparison',
  checkTitle: 'Regression check',
  before: 'before',
  after: 'after',
  columns: {
    metric: 'metric',
    subject: 'of',
    before: 'before',
    after: 'after',
    ratio: 'ratio',
    interval: '95% interval',
    p: 'p (Holm)',
    size: 'n',
    verdict: 'verdict',
    margin: 'margin',
    wouldCatch: 'shows from',
  },
  metrics: {
    'matrix.requestsPerSecond': 'requests/s',
    'matrix.p50': 'response p50',
    'matrix.p99': 'response p99',
    'outage.max': 'longest outage',
    'outage.total': 'outages in all',
    'failover.takeover.max': 'takeover',
    'failover.outage.max': 'outage of a failover',
  },
  wholeRun: 'time line',
  through: (page, frontend) => `${page} through ${frontend}`,
  verdicts: { better: 'better', worse: 'worse', none: 'no difference shown', 'too-few': 'not enough data' },
  gates: { pass: 'ok', fail: 'REGRESSION', unknown: 'not judged' },
  checkVerdicts: {
    pass: 'No regression was found.',
    fail: 'Worse than before.',
    unknown: 'Not everything could be judged, which is no pass.',
  },
  methods: {
    paired: 'Pairs taken side by side: Hodges-Lehmann ratio, signed-rank interval and test.',
    separate: 'Repetitions of two runs: Hodges-Lehmann ratio, Mann-Whitney interval and test.',
    predicted: 'One run against where a further run like those of the baseline would lie (Student).',
  },
  cautions: {
    OTHER_MACHINE: () => 'the runs were made on different machines: the ratio is of the machines too',
    OTHER_FIDELITY: () => 'one cluster is more real than the other: the ratio is of that too',
    OTHER_WORK: () => 'the scenarios do not do the same: pages, load or faults differ',
    NOT_INTERLEAVED: () => 'the cells were run one after another: a drift of the machine may be in the ratio',
    ONE_RUN_EACH: () =>
      'one run on each side: what differs from start to start of the same thing is not in the interval (chaos compare --noise, or chaos check --rerun-reference)',
    LEFT_OUT: (count) => `${count} figures were left out as invalid or without a partner`,
    UNMATCHED: (count) => `${count} figures are of one side alone and were not compared`,
    WITHIN_NOISE: (count) => `${count} differences are no larger than those between runs of the same thing`,
  },
  decision: ({ where, before, after, metric, verdict, change, ratio, pairs, noise }) => {
    const figures = `${ratio === '' ? '' : `: ratio ${ratio}`}${noise === null ? '' : `; noise floor ${noise}`}.`;
    switch (verdict) {
      case 'none':
        return `${where}: no difference shown between ${before} and ${after} in ${metric}${figures}`;
      case 'too-few':
        return `${where}: not enough data to compare ${before} and ${after} in ${metric} (${pairs} pairs)${figures}`;
      default:
        return `${where}: ${after} is ${verdict} than ${before} in ${metric}, ${change}${figures}`;
    }
  },
  counted: (verdict, count) => `${count} ${en.verdicts[verdict]}`,
  overall: (metric, subjects, ratio, interval) =>
    `${metric}, geometric mean over ${subjects} cells: ${ratio}${interval === null ? '' : ` ${interval}`}`,
  noise: (metric, from, percent, ratios) =>
    `Noise floor, ${metric}: two measurements of the same lay ${percent} apart (standard deviation of ${ratios} A/A ratios of neighbouring ${from === 'blocks' ? 'blocks of this run' : 'runs'}).`,
  ofRuns: (side, label, count) => `${side}: ${label}${count > 1 ? ` (${count} runs)` : ''}`,
  failure: (change, interval, p, margin) =>
    `${change}; 95% interval of the ratio ${interval}, p = ${p}; allowed: ${margin}`,
  tooFew: (metric) => `${metric}: not enough valid figures to judge`,
  unmet: (condition, verdict) =>
    `expectation ${condition}: ${verdict === 'fail' ? 'failed' : 'could not be judged'}`,
  changes: 'What differs besides',
  noChanges: 'nothing that is recorded: same versions, machine and cluster file',
  none: 'none',
  trend: ({ what, change, at, confirmed }) =>
    `${what}: ${change} since ${at} (${confirmed ? 'confirmed by two runs' : 'first sign, no reason to fail yet'})`,
  forest: {
    description:
      'The ratio of each figure, after to before, with its 95% interval; a line marks no difference.',
    axis: 'ratio, after / before',
    worse: 'worse',
    better: 'better',
  },
};

const es: ComparisonWords = {
  title: 'Comparación',
  checkTitle: 'Control de regresiones',
  before: 'antes',
  after: 'después',
  columns: {
    metric: 'métrica',
    subject: 'de',
    before: 'antes',
    after: 'después',
    ratio: 'razón',
    interval: 'intervalo del 95 %',
    p: 'p (Holm)',
    size: 'n',
    verdict: 'veredicto',
    margin: 'margen',
    wouldCatch: 'visible desde',
  },
  metrics: {
    'matrix.requestsPerSecond': 'peticiones/s',
    'matrix.p50': 'respuesta p50',
    'matrix.p99': 'respuesta p99',
    'outage.max': 'corte más largo',
    'outage.total': 'cortes en total',
    'failover.takeover.max': 'relevo',
    'failover.outage.max': 'corte de una conmutación',
  },
  wholeRun: 'línea de tiempo',
  through: (page, frontend) => `${page} por ${frontend}`,
  verdicts: {
    better: 'mejor',
    worse: 'peor',
    none: 'sin diferencia demostrada',
    'too-few': 'datos insuficientes',
  },
  gates: { pass: 'bien', fail: 'REGRESIÓN', unknown: 'sin juzgar' },
  checkVerdicts: {
    pass: 'No se ha encontrado ninguna regresión.',
    fail: 'Peor que antes.',
    unknown: 'No se ha podido juzgar todo, y eso no es un aprobado.',
  },
  methods: {
    paired: 'Pares medidos a la vez: razón de Hodges-Lehmann, intervalo y prueba de rangos con signo.',
    separate: 'Repeticiones de dos ejecuciones: razón de Hodges-Lehmann, intervalo y prueba de Mann-Whitney.',
    predicted: 'Una ejecución frente a donde estaría otra más como las de la referencia (Student).',
  },
  cautions: {
    OTHER_MACHINE: () => 'las ejecuciones son de máquinas distintas: la razón también es de las máquinas',
    OTHER_FIDELITY: () => 'un clúster es más real que el otro: la razón también es de eso',
    OTHER_WORK: () => 'los escenarios no hacen lo mismo: difieren las páginas, la carga o los fallos',
    NOT_INTERLEAVED: () =>
      'las celdas se midieron una tras otra: una deriva de la máquina puede estar en la razón',
    ONE_RUN_EACH: () =>
      'una ejecución por lado: lo que cambia de un arranque a otro de lo mismo no está en el intervalo (chaos compare --noise, o chaos check --rerun-reference)',
    LEFT_OUT: (count) => `${count} cifras quedan fuera por inválidas o sin pareja`,
    UNMATCHED: (count) => `${count} cifras son solo de un lado y no se han comparado`,
    WITHIN_NOISE: (count) => `${count} diferencias no son mayores que entre ejecuciones de lo mismo`,
  },
  decision: ({ where, before, after, metric, verdict, change, ratio, pairs, noise }) => {
    const figures = `${ratio === '' ? '' : `: razón ${ratio}`}${noise === null ? '' : `; ruido de fondo ${noise}`}.`;
    switch (verdict) {
      case 'none':
        return `${where}: no se demuestra diferencia entre ${before} y ${after} en ${metric}${figures}`;
      case 'too-few':
        return `${where}: no hay datos suficientes para comparar ${before} y ${after} en ${metric} (${pairs} pares)${figures}`;
      default:
        return `${where}: ${after} es ${es.verdicts[verdict]} que ${before} en ${metric}, ${change}${figures}`;
    }
  },
  counted: (verdict, count) => `${count} ${es.verdicts[verdict]}`,
  overall: (metric, subjects, ratio, interval) =>
    `${metric}, media geométrica de ${subjects} celdas: ${ratio}${interval === null ? '' : ` ${interval}`}`,
  noise: (metric, from, percent, ratios) =>
    `Ruido de fondo, ${metric}: dos medidas de lo mismo distaban ${percent} (desviación típica de ${ratios} razones A/A de ${from === 'blocks' ? 'bloques vecinos de esta ejecución' : 'ejecuciones vecinas'}).`,
  ofRuns: (side, label, count) => `${side}: ${label}${count > 1 ? ` (${count} ejecuciones)` : ''}`,
  failure: (change, interval, p, margin) =>
    `${change}; intervalo del 95 % de la razón ${interval}, p = ${p}; permitido: ${margin}`,
  tooFew: (metric) => `${metric}: no hay cifras válidas suficientes para juzgar`,
  unmet: (condition, verdict) =>
    `expectativa ${condition}: ${verdict === 'fail' ? 'incumplida' : 'no se ha podido juzgar'}`,
  changes: 'Qué más difiere',
  noChanges: 'nada que conste: mismas versiones, máquina y fichero del clúster',
  none: 'ninguna',
  trend: ({ what, change, at, confirmed }) =>
    `${what}: ${change} desde ${at} (${confirmed ? 'confirmado por dos ejecuciones' : 'primer indicio, todavía no es motivo de fallo'})`,
  forest: {
    description:
      'La razón de cada cifra, después entre antes, con su intervalo del 95 %; una línea marca la igualdad.',
    axis: 'razón, después / antes',
    worse: 'peor',
    better: 'mejor',
  },
};

const WORDS: Readonly<Record<Language, ComparisonWords>> = { en, es };

export function comparisonWords(language: Language): ComparisonWords {
  return WORDS[language];
}
