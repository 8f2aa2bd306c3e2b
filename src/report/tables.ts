import type { Measurements } from '../measurements/types.js';
import type { Speech } from './locales/locale.js';
import { balanceTables, stateTables, stickinessTables, warningTables } from './tables/cluster.js';
import { expectationTables } from './tables/expectations.js';
import { failoverTables, faultTables, outageTables } from './tables/faults.js';
import { matrixTables } from './tables/matrix.js';
import type { ReportTable } from './tables/table.js';
import { loadTables, probeTables } from './tables/traffic.js';

/** Every table that has rows, in the order in which a report shows them. */
export function reportTables(measurements: Measurements, speech: Speech): readonly ReportTable[] {
  return [
    expectationTables,
    matrixTables,
    outageTables,
    failoverTables,
    faultTables,
    loadTables,
    probeTables,
    balanceTables,
    stickinessTables,
    stateTables,
    warningTables,
  ].flatMap((tables) => tables(measurements, speech));
}
