import type { Measurements } from '../measurements/types.js';
import type { Speech } from './locales/locale.js';
import { balanceTables, stateTables, stickinessTables, warningTables } from './tables/cluster.js';
import { comparisonTables } from './tables/comparison.js';
import { behaviourTables, conditionTables } from './tables/conditions.js';
import { expectationTables } from './tables/expectations.js';
import { detectionTables, failoverTables, faultTables, outageTables } from './tables/faults.js';
import { integrityTables } from './tables/integrity.js';
import { matrixTables } from './tables/matrix.js';
import { repetitionTables } from './tables/repetitions.js';
import { scalabilityTables } from './tables/scalability.js';
import type { ReportTable } from './tables/table.js';
import { degradationTables, loadTables, probeTables } from './tables/traffic.js';

/** Every table that has rows, in the order in which a report shows them. */
export function reportTables(measurements: Measurements, speech: Speech): readonly ReportTable[] {
  return [
    expectationTables,
    comparisonTables,
    behaviourTables,
    matrixTables,
    scalabilityTables,
    integrityTables,
    outageTables,
    failoverTables,
    repetitionTables,
    detectionTables,
    conditionTables,
    faultTables,
    loadTables,
    degradationTables,
    probeTables,
    balanceTables,
    stickinessTables,
    stateTables,
    warningTables,
  ].flatMap((tables) => tables(measurements, speech));
}
