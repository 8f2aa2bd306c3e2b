import type { Locale } from './en.js';

export const es = {
  verdict: { pass: 'CUMPLE', fail: 'NO CUMPLE', unknown: 'INDETERMINADO' },
  verdictOfOne: { pass: 'cumple', fail: 'no cumple', unknown: 'indeterminado' },
  verdictSentence: {
    nothingExpected: 'El escenario no establece condiciones, así que nada podía incumplirse.',
    allHeld: (count: number) =>
      count === 1 ? 'Se cumplió la única condición.' : `Se cumplieron las ${count} condiciones.`,
    failed: (failed: number, count: number, list: string) =>
      failed === 1
        ? `No se cumplió 1 de ${count} condiciones: ${list}.`
        : `No se cumplieron ${failed} de ${count} condiciones: ${list}.`,
    unknown: (unknown: number, count: number, list: string) =>
      unknown === 1
        ? `No se pudo juzgar 1 de ${count} condiciones: ${list}.`
        : `No se pudieron juzgar ${unknown} de ${count} condiciones: ${list}.`,
    notJudged: 'No se pudo juzgar la ejecución.',
    was: (condition: string, actual: string) => `${condition} (fue ${actual})`,
    because: (condition: string, reason: string) => `${condition} (${reason})`,
  },
  outcome: {
    interrupted: 'La ejecución fue interrumpida: lo que sigue abarca solo la parte ejecutada.',
    'broke-off': 'La ejecución se detuvo por un error: lo que sigue abarca solo la parte ejecutada.',
  },
  fidelity: {
    embedded:
      'Clúster emulado: la red, el balanceador y VRRP se emulan en espacio de usuario, con temporizadores reales. Las cifras no dicen nada de la velocidad ni del comportamiento de HAProxy, Apache o Keepalived reales.',
    docker:
      'Clúster en contenedores de una sola máquina: sus nodos comparten núcleo, procesadores y discos. Compare las cifras entre sí, no con las de máquinas separadas.',
    vm: 'Clúster en máquinas virtuales de un solo anfitrión: sus nodos comparten procesadores y discos. Compare las cifras entre sí, no con las de máquinas separadas.',
  },
  header: {
    scenario: 'Escenario',
    cluster: 'Clúster',
    started: 'Inicio',
    duration: 'Duración',
    seed: 'Semilla',
    fidelity: { embedded: 'emulado', docker: 'contenedores', vm: 'máquinas virtuales', live: 'real' },
  },
  labels: {
    run: 'Ejecución',
    outage: 'Corte',
    integrity: 'Datos',
    failover: 'Conmutación',
    failures: 'Fallos',
    rate: 'Peticiones/s',
    availability: 'Disponibilidad',
    peak: 'Máximo',
    scaling: 'Escalado',
    stickiness: 'Persistencia',
    balance: 'Reparto',
    fault: 'Avería',
    repeats: 'Repeticiones',
    detection: 'Detección',
    comparison: 'Comparación',
    behaviour: 'Con avería',
    condition: 'Situaciones',
  },
  findings: {
    noOutage: (resolution: string, many: boolean) =>
      many
        ? `No se observó ningún corte; uno de menos de ${resolution} puede pasar inadvertido (en la sonda menos fina).`
        : `No se observó ningún corte; uno de menos de ${resolution} puede pasar inadvertido.`,
    notProbed: 'No se envió ninguna sonda, así que nada se sabe de los cortes.',
    away: (bounds: string, interval: string) => `El sitio no respondió durante ${bounds}${interval}`,
    interval: (T: string, lanes: number) => (lanes > 1 ? `T = ${T} en ${lanes} carriles` : `T = ${T}`),
    awayAtLeast: (low: string) => `El sitio no respondió durante al menos ${low}`,
    stillOpen: 'seguía sin responder cuando cesaron las sondas',
    openBefore: 'ya no respondía cuando empezaron las sondas',
    from: (time: string) => `desde ${time}`,
    at: (seconds: string) => `t = ${seconds} s`,
    phaseAt: (seconds: string) => `en t = ${seconds} s`,
    faultOn: (id: string, fault: string, hosts: string) => `${id} (${fault} en ${hosts})`,
    injected: (time: string) => `inyectada ${time}`,
    effective: (offset: string) => `surtió efecto ${offset}`,
    undone: (offset: string) => `deshecha ${offset}`,
    healed: (offset: string) => `clúster recuperado ${offset}`,
    during: (fault: string) => `durante ${fault}`,
    noFault: 'fuera de toda avería',
    seenBy: (probes: string) => `según ${probes}`,
    notSeenBy: (probes: string) => `${probes} no observó entonces ningún corte`,
    noneExpected: 'por los temporizadores de VRRP no cabe esperar interrupción',
    expected: (range: string) => `por los temporizadores de VRRP cabe esperar de ${range}`,
    longer: (by: string) => `el corte duró al menos ${by} más`,
    shorter: (by: string) => `el corte duró al menos ${by} menos`,
    manyOutages: (count: string, longest: string, low: string, high: string) =>
      `${count} cortes; el más largo, ${longest}; en total, entre ${low} y ${high}`,
    manyOutagesAtLeast: (count: string, longest: string, low: string) =>
      `${count} cortes; el más largo, ${longest}; en total, al menos ${low}`,
    moreOutages: (count: number) => `Otros ${count} más breves están en la tabla de cortes.`,
    moved: (vips: string, from: string, to: string) => `${vips}: ${from} → ${to}`,
    onInjection: (fault: string) => `tras inyectar ${fault}`,
    onRecovery: (fault: string) => `tras deshacer ${fault}`,
    lost: (offset: string) => `dirección perdida ${offset}`,
    taken: (offset: string) => `asumida ${offset}`,
    announced: (offset: string) => `los vecinos lo saben ${offset}`,
    firstAnswer: (offset: string) => `primera respuesta ${offset}`,
    fullCapacity: (offset: string) => `plena capacidad ${offset}`,
    withoutOwner: (duration: string) => `${duration} sin dueño`,
    twoOwners: (duration: string) => `${duration} con dos dueños a la vez`,
    nobody: 'nadie',
    stayed: (vip: string, owner: string) => `${vip} permaneció siempre en ${owner}.`,
    probesFailed: (failed: string, sent: string, kinds: string) =>
      `Fallaron ${failed} de ${sent} sondas: ${kinds}.`,
    noProbeFailed: (sent: string) => `No falló ninguna de ${sent} sondas.`,
    probesLate: (late: string) =>
      `${late} sondas salieron tarde por causa del propio programa y no se cuentan: nada prueban sobre el sitio.`,
    requestsFailed: (load: string, failed: string, requests: string, kinds: string) =>
      `Carga ${load}: fallaron ${failed} de ${requests} peticiones: ${kinds}.`,
    noRequestFailed: (load: string, requests: string) =>
      `Carga ${load}: no falló ninguna de ${requests} peticiones.`,
    rates: (load: string, parts: string) => `${load}: ${parts}.`,
    before: (rate: string) => `antes ${rate}`,
    duringRate: (rate: string) => `durante ${rate}`,
    after: (rate: string) => `después ${rate}`,
    whole: (rate: string) => `${rate} en toda la ejecución`,
    repeatsRange: (metric: string, median: string, range: string, count: number) =>
      `${metric}: mediana ${median}, menor y mayor ${range}, de ${count} repeticiones.`,
    repeatsInterval: (metric: string, median: string, range: string, count: number) =>
      `${metric}: mediana ${median}, intervalo del 95 % ${range}, de ${count} repeticiones.`,
    slower: (during: string, usual: string) => `las respuestas tardaron ${during} en lugar de ${usual}`,
    asBefore: (offset: string) => `como antes ${offset} tras su fin`,
    detection: (fault: string, text: string) => `${fault}: ${text}.`,
    takenOut: (count: number, delay: string) =>
      count === 1
        ? `el balanceador retiró un servidor a los ${delay}`
        : `el balanceador retiró servidores ${count} veces, tras ${delay}`,
    checksExpect: (range: string) => `por sus comprobaciones cabe esperar de ${range}`,
    notTakenOut: (servers: string) => `${servers} siguió en servicio`,
    inDoubt: (text: string, reasons: string) => `${text}: dudoso, porque ${reasons}`,
    availability: (time: string, requests: string) => `${time} por tiempo, ${requests} por peticiones`,
    availabilityOfProbe: (probe: string, availability: string) => `${probe}: ${availability}.`,
    availabilityWords:
      'Por tiempo: la parte de la ejecución en que el sitio respondió. Por peticiones: la parte de las sondas bien respondidas.',
    notMeasured: 'sin medir',
    peak: (group: string, rate: string, size: string, c: string) =>
      `${group}: ${rate} con ${size}, c = ${c}.`,
    noPeak: (group: string) => `${group}: ninguna celda válida, luego ningún máximo.`,
    invalidCells: (count: number) =>
      count === 1
        ? '1 medición no es válida: va marcada en la tabla y no entra en ningún resumen.'
        : `${count} mediciones no son válidas: van marcadas en las tablas y no entran en ningún resumen.`,
    scaling: (name: string, text: string) => `${name}: ${text}`,
    stillGaining: (c: string) => `la tasa aún crecía con c = ${c}, lo máximo que se midió`,
    beyondKnee: (c: string, gained: string) => `añadir conexiones más allá de ${c} ${gained}`,
    gainedNothing: 'no aportó nada',
    gainedAtMost: (percent: string) => `aportó un ${percent} como mucho`,
    kneeRates: (kneeRate: string, knee: string, rate: string, c: string) =>
      `${kneeRate} con c = ${knee}, ${rate} con c = ${c}`,
    kneeTimes: (from: string, to: string) => `y el tiempo por petición pasó de ${from} a ${to}`,
    lawPeak: (c: string) => `la ley ajustada tiene su máximo en c = ${c}`,
    lawPeakBeyond: (c: string) => `la ley ajustada tiene su máximo en c = ${c}, más allá de lo medido`,
    lawWithoutPeak: 'la ley ajustada no tiene máximo',
    lawPoor: 'la ley de escalabilidad universal no lo describe',
    sticky: (probe: string, server: string) => `A ${probe} respondió siempre ${server}.`,
    notSticky: (probe: string, servers: number, switches: string) =>
      `A ${probe} respondieron ${servers} servidores, con ${switches} cambios.`,
    stickyNobody: (probe: string) => `${probe}: ninguna respuesta nombró su servidor.`,
    oneServer: (frontend: string, source: string, server: string) =>
      `${frontend} (${source}): todo en ${server}.`,
    balanced: (
      frontend: string,
      source: string,
      servers: number,
      percent: string,
      count: string,
      mean: string,
    ) =>
      `${frontend} (${source}): ${servers} servidores; la mayor distancia al reparto igual es del ${percent}: ${count} respecto de una media de ${mean}.`,
    integrity: {
      nothingWritten: (records: string, written: string) =>
        `${records}: no se confirmó ninguna de ${written} escrituras, así que nada se sabe de lo que se conserva.`,
      noneLost: (records: string, acknowledged: string) =>
        `${records}: no se perdió ninguno de ${acknowledged} registros confirmados.`,
      noneSeenLost: (records: string, acknowledged: string, open: string) =>
        `${records}: de ${acknowledged} registros confirmados no se vio perdido ninguno, pero de ${open} no se sabe.`,
      someLost: (records: string, what: string, acknowledged: string, when: string, rpo: string) =>
        `${records}: ${what} de ${acknowledged} registros confirmados${when}; RPO alcanzado ${rpo}.`,
      lost: (count: string) => `${count} perdidos`,
      torn: (count: string) => `${count} dañados`,
      acknowledgedBetween: (from: string, to: string) => `, confirmados entre ${from} y ${to}`,
      lostByError: (count: string) =>
        `El almacenamiento responde que no puede leer ${count} de los perdidos (error de entrada/salida).`,
      stale: (count: string) => `${count} lecturas dieron una versión anterior a otra ya confirmada.`,
      duplicated: (count: string) => `${count} registros están guardados más de una vez.`,
      missingForATime: (count: string) =>
        `${count} registros confirmados faltaron durante un tiempo y están de nuevo.`,
      tornForATime: (count: string) =>
        `${count} registros estuvieron dañados durante un tiempo y están enteros de nuevo.`,
      unread: (count: string) =>
        `${count} registros confirmados no se pudieron leer al final: ni perdidos ni conservados.`,
      undecided: (count: string) =>
        `En ${count} registros confirmados lo que hay puede venir de una escritura sin resultado: ni perdidos ni conservados.`,
      unknown: (count: string, there: string) =>
        `${count} escrituras acabaron sin respuesta clara: ni perdidas ni conservadas; ${there} de ellas están.`,
      refused: (count: string) => `${count} escrituras fueron rechazadas o no se pudieron enviar.`,
      refusedThere: (count: string) => `${count} registros rechazados están a pesar de ello.`,
      maybeCached: (count: string) =>
        `${count} registros se leyeron sin poder descartar la caché de quien lee.`,
      neverAway: (unseen: string) =>
        `No se vio ningún corte de las escrituras; uno más corto que ${unseen} puede pasar inadvertido.`,
      away: (count: string, longest: string) =>
        `Cortes de las escrituras: ${count}; RTO alcanzado ${longest}.`,
      notTimed: 'Se enviaron a tiempo muy pocas escrituras para distinguir un corte.',
    },
    notRecovered: (fault: string) =>
      `NO se ha visto que ${fault} se recupere: revise el clúster antes de confiar en él.`,
    faultFailed: (fault: string, reason: string) => `${fault} falló: ${reason}`,
    neverInjected: (fault: string) => `${fault} no llegó a inyectarse.`,
    conditionTold: (condition: string, times: string, stages: string) => `${condition}, ${times}: ${stages}.`,
    times: (count: number) => (count === 1 ? 'una vez' : `${count} veces`),
    broughtAbout: (duration: string) => `provocada en ${duration}`,
    held: (duration: string) => `mantenida ${duration}`,
    recoveryTook: (duration: string) => `la recuperación tardó ${duration}`,
    conditionLost: (condition: string, lost: number, cells: number) =>
      `${condition} no se mantuvo en ${lost} de ${cells} celdas, que son inválidas.`,
    behaved: (frontend: string, condition: string, parts: string) => `${frontend}, ${condition}: ${parts}.`,
    cellsFailed: (failed: string, requests: string) =>
      `fallaron ${failed} de ${requests} peticiones de sus celdas`,
    probesLost: (failed: string, sent: string) => `fallaron ${failed} de ${sent} sondas`,
    awayNever: 'no se vio ningún corte',
    awayTimes: (count: number, longest: string) =>
      count === 1 ? `un corte, de ${longest}` : `${count} cortes, el más largo de ${longest}`,
  },
  list: { and: 'y', others: (count: number) => `y ${count} más` },
  sections: {
    findings: 'Qué ocurrió',
    timeline: 'Línea de tiempo',
    expectations: 'Condiciones',
    comparison: 'Comparación',
    behaviour: 'Comportamiento en cada situación',
    matrix: 'Rendimiento',
    scalability: 'Escalado con la concurrencia',
    integrity: 'Datos',
    outages: 'Cortes',
    failovers: 'Conmutaciones',
    repetitions: 'Repeticiones de la línea de tiempo',
    detections: 'Servidores retirados',
    conditions: 'Situaciones provocadas',
    faults: 'Averías',
    loads: 'Carga',
    probes: 'Sondas',
    balance: 'Reparto',
    stickiness: 'Persistencia',
    states: 'Estados',
    warnings: 'Avisos',
    fidelity: 'Qué es real aquí y qué no',
    reading: 'Cómo leer este informe',
  },
  tables: {
    matrixTitle: (page: string, frontend: string, engine: string) =>
      `Página ${page}, entrada ${frontend} (${engine})`,
    conditionTitle: (title: string, condition: string) => `${title}, ${condition}`,
    comparisonTitle: (before: string, after: string) => `${before} → ${after}, página a página`,
    comparisonCells: (before: string, after: string) => `${before} → ${after}, celda a celda`,
    during: { fault: 'avería', recovery: 'recuperación' },
    peakNote: (rate: string, size: string, c: string) => `Máximo: ${rate} con ${size}, c = ${c}`,
    spreadNote: (repeats: number) =>
      `Mediana de ${repeats} repeticiones [menor; mayor]; un intervalo del 95 % exige seis repeticiones válidas de cada celda.`,
    intervalNote: (repeats: number) =>
      `Mediana de ${repeats} repeticiones [intervalo que contiene la mediana verdadera con un 95 % o más, por estadísticos de orden].`,
    benchmark: {
      warmedUp: (requests: string) =>
        `Calentamiento: ${requests} peticiones a cada página y entrada antes de su primera celda, descartadas.`,
      noWarmup: 'Sin calentamiento.',
      paused: (duration: string) => `Pausa de ${duration} tras cada celda.`,
      noPause: 'Sin pausa entre celdas.',
      interleaved: 'Repeticiones intercaladas, en orden aleatorio según la semilla.',
      abba: 'Repeticiones intercaladas, con las entradas una junto a otra y por turnos la primera (ABBA), según la semilla.',
      inConditions: (blocks: number) =>
        blocks === 1
          ? 'Cada bloque en cada situación, en orden aleatorio.'
          : `Cada ${blocks} bloques en cada situación, en orden aleatorio.`,
      sequential: 'Repeticiones de una celda, una tras otra.',
    },
    keepAliveNote: 'Las conexiones se mantuvieron abiertas.',
    scalability: {
      kneeNote:
        'Codo: la menor concurrencia que ninguna mayor supera en más de un 5 %; al lado, sus peticiones/s.',
      lawNote:
        'Ley de escalabilidad universal (Gunther): X(c) = λc / (1 + σ(c − 1) + κc(c − 1)), por mínimos cuadrados sobre las medianas de repeticiones válidas; σ: parte que hace cola, κ: coste de coherencia. El peor residuo es la mayor distancia de la ley a una tasa medida.',
      beyondNote: 'Más allá de la mayor concurrencia medida: una conjetura.',
      noFit: (reason: string) => `Sin ajuste: ${reason}.`,
      none: 'ninguno',
    },
    cellInvalid: (reasons: string) => `No válida: ${reasons}`,
    cellPartly: (invalid: number, repeats: number, reasons: string) =>
      `${invalid} de ${repeats} repeticiones sin contar: ${reasons}`,
    cellWarned: (reasons: string) => `Nota: ${reasons}`,
    degradation: {
      title: 'Antes, durante y después',
      response: 'Tiempo de respuesta (ms)',
      note: 'Banda: donde estaban las ventanas de los 3 s anteriores a la primera avería o corte (media ± 3 desviaciones típicas, no menos de un 10 % ni de una petición por ventana). La plena capacidad se cuenta desde el fin de la última reparación y del último corte.',
    },
    outageRules: (failures: string, merge: string) =>
      `Aquí un corte tiene al menos ${failures} sondas fallidas seguidas; los separados por hasta ${merge} aciertos son uno solo.`,
    losses: {
      title: 'Cuándo se había confirmado lo que falta',
      note: 'Cada fila es una serie de registros perdidos o dañados sin ninguno conservado entre ellos; el fallo es aquel durante el que se confirmaron, o el siguiente.',
      untold: (count: string) => `${count} series más no figuran aquí.`,
    },
    nothingAtAll: 'ninguno',
    never: 'nunca',
    notes: {
      repetitionsRange:
        'Mediana de las repeticiones [menor; mayor]; un intervalo del 95 % exige seis repeticiones medidas. Después, el valor de cada una en orden; – donde no se midió.',
      repetitionsInterval:
        'Mediana de las repeticiones, con el intervalo que contiene la mediana verdadera con un 95 % o más (estadísticos de orden). Después, el valor de cada una en orden; – donde no se midió.',
      detections:
        'Retirado: desde la inyección hasta que se vio al balanceador dar el servidor por caído. Esperado: de (fall − 1) × inter a fall × inter + el plazo de la comprobación; la página de estadísticas se lee cada 250 ms.',
      outages:
        'De un corte solo se conocen cotas. Inicio y fin: envío de la primera y de la última sonda fallida. Perdidas × T: sondas fallidas por la resolución, como contraste.',
      failovers:
        'Perdida, asumida, primera respuesta y plena capacidad se cuentan desde la causa. Hueco: tiempo sin dueño; negativo: dos dueños a la vez.',
      faults:
        'Efectiva: se vio que surtió efecto. Deshecha: terminó de deshacerse. Sanada: se vio que el clúster se había recuperado.',
      conditions:
        'Provocada: desde su primera orden hasta que se vio que surtía efecto. Mantenida: hasta que empezó a deshacerse. Recuperación: desde entonces hasta que se vio que el clúster se había recuperado. Perdidas: celdas en las que la situación no se mantuvo; son inválidas.',
      behaviour:
        'Las peticiones son las de las celdas. Sondas: desde la primera orden de una avería hasta que el clúster se recuperó; sin avería, mientras se medían las celdas.',
      integrity:
        'Perdidos: confirmados y ausentes al final. Sin leer: no se pudo preguntar a nadie. Sin resultado: nunca se supo cómo acabó la escritura. RPO alcanzado: del último registro conservado antes del primero ausente al primero conservado tras el último; RTO alcanzado: el mayor tiempo sin que se confirmara una escritura.',
      probes:
        'Las sondas tardías salieron tarde por causa del propio programa; no se cuentan. La latencia es la de las sondas respondidas.',
      balance: 'Desviación: respecto del reparto igual, en tanto por ciento de este.',
    },
    short: { requests: 'n', concurrency: 'c' },
    columns: {
      metric: 'Métrica',
      condition: 'Condición',
      clusterCondition: 'Situación',
      occurrence: 'Vez',
      measuredDuring: 'Medida durante',
      broughtAbout: 'Provocada (s)',
      held: 'Mantenida (s)',
      recoveryTook: 'Recuperación (s)',
      cells: 'Celdas',
      lostCells: 'Perdidas',
      probesSent: 'Sondas',
      probesFailed: 'Sondas fallidas',
      outages: 'Cortes',
      longestOutage: 'El más largo (s)',
      actual: 'Medido',
      verdict: 'Veredicto',
      because: 'Motivo',
      requests: 'Peticiones n',
      concurrency: 'Concurrencia c',
      requestsPerSecond: 'Peticiones/s',
      timePerRequest: 'Tiempo por petición (ms)',
      knee: 'Codo c',
      peakAt: 'Ley: máximo c',
      peakRate: 'Máximo/s',
      lambda: 'λ (/s)',
      sigma: 'σ',
      kappa: 'κ',
      r2: 'R²',
      worstResidual: 'Peor residuo',
      cellTime: 'Tiempo de una celda (s)',
      minMax: '[mín; máx]',
      interval: 'Intervalo del 95 %',
      p99: 'p99 (ms)',
      failed: 'Fallidas',
      probe: 'Sonda',
      start: 'Inicio (s)',
      end: 'Fin (s)',
      outage: 'Corte (s)',
      bounds: 'Cotas (s)',
      lost: 'Perdidas × T (s)',
      failures: 'Fallos',
      kinds: 'Tipos',
      fault: 'Avería',
      vip: 'IP virtual',
      from: 'De',
      to: 'A',
      cause: 'Causa',
      causeAt: 'En (s)',
      addressLost: 'Perdida (s)',
      takenOver: 'Asumida (s)',
      announced: 'Vecinos avisados (s)',
      firstAnswer: 'Primera respuesta (s)',
      fullCapacity: 'Plena capacidad (s)',
      gap: 'Hueco (s)',
      expected: 'Esperado (s)',
      median: 'Mediana',
      eachRepeat: 'Cada repetición',
      takenOut: 'Retirado (s)',
      figure: 'Magnitud',
      phaseBefore: 'Antes',
      bandLow: 'Banda desde',
      bandHigh: 'Banda hasta',
      phaseDuring: 'Durante',
      phaseAfter: 'Después',
      records: 'Registros',
      place: 'Escritos en',
      acknowledged: 'Confirmados',
      lostRecords: 'Perdidos',
      torn: 'Dañados',
      unread: 'Sin leer',
      undecided: 'Indecisos',
      stale: 'Lecturas viejas',
      missing: 'Ausentes un tiempo',
      duplicated: 'Duplicados',
      unknown: 'Sin resultado',
      refused: 'Rechazados',
      rpo: 'RPO alcanzado',
      rto: 'RTO alcanzado',
      lostSpan: 'Trabajo perdido',
      id: 'Id',
      injects: 'Inyecta',
      target: 'Objetivo',
      scheduled: 'Prevista (s)',
      injected: 'Inyectada (s)',
      effective: 'Efectiva (s)',
      undone: 'Deshecha (s)',
      healed: 'Sanada (s)',
      recovered: 'Recuperada',
      load: 'Carga',
      page: 'Página',
      frontend: 'Entrada',
      engine: 'Motor',
      amount: 'Peticiones',
      before: 'Antes (/s)',
      during: 'Durante (/s)',
      after: 'Después (/s)',
      whole: 'Total (/s)',
      connection: 'Conexión',
      resolution: 'T (ms)',
      sent: 'Enviadas',
      late: 'Tardías',
      byTime: 'Por tiempo',
      byRequests: 'Por peticiones',
      p50: 'p50 (ms)',
      max: 'Máx (ms)',
      source: 'Según',
      server: 'Servidor',
      count: 'Cuenta',
      share: 'Parte',
      deviation: 'Desviación',
      servers: 'Servidores',
      switches: 'Cambios',
      subject: 'Sujeto',
      state: 'Estado',
      code: 'Código',
      message: 'Mensaje',
    },
    subjects: (subject: string, alike: number) =>
      alike === 0 ? subject : `${subject} y ${alike} más iguales`,
    columnsHidden: (count: number) =>
      count === 1
        ? 'Una columna más no cabe aquí; está en report.html.'
        : `${count} columnas más no caben aquí; están en report.html.`,
    yes: 'sí',
    no: 'NO',
    openStart: 'abierto antes',
    openEnd: 'aún abierto',
    atLeast: (value: string) => `≥ ${value}`,
    cause: { injection: 'inyección', recovery: 'recuperación', unknown: 'desconocida' },
    connection: { new: 'nueva cada vez', keepalive: 'mantenida' },
    source: {
      balancer: 'el balanceador',
      probe: (probe: string) => `respuestas a ${probe}`,
    },
  },
  kinds: {
    ok: 'correctas',
    dns: 'error de DNS',
    'connect-refused': 'conexión rechazada',
    'connect-timeout': 'sin conexión a tiempo',
    'connect-unreachable': 'destino inalcanzable',
    tls: 'error de TLS',
    reset: 'conexión restablecida',
    write: 'error de envío',
    'header-timeout': 'sin cabecera a tiempo',
    'body-timeout': 'cuerpo no llegado a tiempo',
    truncated: 'respuesta truncada',
    protocol: 'error de protocolo',
    'http-502': 'HTTP 502',
    'http-503': 'HTTP 503',
    'http-504': 'HTTP 504',
    'http-5xx': 'otro HTTP 5xx',
    'http-4xx': 'HTTP 4xx',
    'http-other': 'otro estado HTTP',
    'wrong-content': 'contenido erróneo',
    'too-slow': 'demasiado lenta',
    other: 'otros',
  },
  charts: {
    axes: {
      tick: (seconds: string) => `${seconds} s`,
      concurrency: 'Concurrencia c',
      requestsPerSecond: 'Peticiones por segundo',
      timePerRequest: 'Tiempo por petición (ms)',
      latency: 'Latencia (ms)',
      latencyLog: 'Latencia de las sondas (ms, esc. log.)',
      load: 'Carga (peticiones/s)',
      time: 'Tiempo desde el inicio de la ejecución (s)',
      sinceCause: 'Tiempo desde la causa (s)',
    },
    legend: {
      requests: (n: string) => `n = ${n}`,
      perCell: (duration: string) => `${duration} por celda`,
      percentile: (p: string) => `p${p}`,
      invalid: 'Los puntos huecos son mediciones no válidas.',
      range: 'Barras: repetición menor y mayor.',
      interval: 'Barras: intervalos del 95 % de las medianas.',
      fit: 'A trazos: la ley de escalabilidad universal ajustada a los puntos válidos.',
      hidden: (count: number) => `Otras ${count} líneas cambiaron y están en la tabla de estados.`,
    },
    series: { ok: 'respondidas', failed: 'fallidas' },
    titles: {
      requestsPerSecond: (page: string) => `Peticiones por segundo según la concurrencia: ${page}`,
      timePerRequest: (page: string) => `Tiempo por petición según la concurrencia: ${page}`,
      latency: (page: string) => `Percentiles de latencia según la concurrencia: ${page}`,
      timeline: 'Línea de tiempo de la ejecución',
      failovers: 'Conmutaciones por fases',
      balance: 'Respuestas por servidor',
    },
    phases: {
      lost: 'hasta perderla',
      taken: 'hasta asumirla',
      announced: 'hasta avisar a los vecinos',
      firstAnswer: 'hasta la primera respuesta',
      fullCapacity: 'hasta la plena capacidad',
      expected: 'esperado',
    },
    panels: {
      faults: 'Averías',
      outages: 'Cortes',
      states: 'Estados que cambiaron',
      outage: (length: string) => `corte ${length}`,
    },
    descriptions: {
      requestsPerSecond: (page: string) =>
        `Líneas de peticiones por segundo según la concurrencia para la página ${page}, una por número de peticiones o entrada. Las mismas cifras están en las tablas de rendimiento.`,
      timePerRequest: (page: string) =>
        `Líneas de tiempo por petición según la concurrencia para la página ${page}, una por número de peticiones o entrada. Las mismas cifras están en las tablas de rendimiento.`,
      latency: (page: string) =>
        `Líneas de los percentiles de latencia según la concurrencia para la página ${page}, con el mayor número de peticiones.`,
      timeline:
        'Un solo eje de tiempo: averías como bandas, carga como peticiones respondidas y fallidas por segundo, sondas como puntos de latencia con los fallos arriba, y los estados que cambiaron como líneas.',
      failovers:
        'Un carril por conmutación, desde su causa: barras hasta que la dirección se perdió, se asumió, la conocieron los vecinos, respondió de nuevo y hubo plena capacidad; debajo, la interrupción que los temporizadores hacen esperar. Las mismas cifras están en la tabla de conmutaciones.',
      balance: 'Barras de las respuestas contadas en cada servidor, con una línea en el reparto igual.',
    },
    thinned:
      'Donde las sondas son demasiadas para dibujarlas, cada punto es la más lenta de sus vecinas; los fallos van arriba.',
  },
  reading: {
    outage: {
      term: 'Corte, [cota inferior; cota superior], T',
      text: 'Las sondas salen con un calendario fijo, una cada T. El sitio dejó de responder durante un tiempo comprendido entre la última sonda buena anterior a los fallos y la primera posterior: más que la cota inferior y menos que la superior. Un corte más breve que T puede caer entre dos sondas.',
    },
    availability: {
      term: 'Disponibilidad por tiempo y por peticiones',
      text: 'Por tiempo: la parte de la ejecución en que el sitio respondió. Por peticiones: la parte de las sondas bien respondidas. Difieren cuando los fallos no se reparten por igual.',
    },
    integrity: {
      term: 'RPO alcanzado, RTO alcanzado, perdido, sin resultado',
      text: 'Se escribieron registros numerados y se volvieron a leer. El RPO es cuánto trabajo confirmado se perdió, como lapso de tiempo; el RTO, cuánto tiempo no se confirmó nada; ambos son lo que mostró esta ejecución, no lo que el clúster promete. Lo que nunca se confirmó no puede perderse.',
    },
    timePerRequest: {
      term: 'Tiempo por petición, n, c',
      text: 'n es el número de peticiones de una celda y c cuántas había en curso a la vez. El tiempo por petición es c × tiempo total / n, como lo define ab.',
    },
    verdict: {
      term: 'Veredicto',
      text: 'cumple: se cumplieron todas las condiciones. no cumple: al menos una no se cumplió. indeterminado: al menos una no se pudo medir, o sus cotas quedan a ambos lados del umbral; indeterminado nunca equivale a cumple.',
    },
    doubt: {
      term: '†',
      text: 'Un número con este signo es dudoso, por el motivo indicado bajo su tabla. Entre paréntesis no es válido y no entra en ningún resumen; una nota sola no lo invalida.',
    },
  },
} satisfies Locale;
