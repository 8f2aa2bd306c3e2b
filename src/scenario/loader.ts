import type { Override } from '../core/document/override.js';
import { readDocument } from '../core/document/read.js';
import type { Loaded } from '../core/document/types.js';
import { validateDocument } from '../core/document/validate.js';
import { scenarioSchema } from './schema.js';
import type { Scenario } from './types.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * Reads and checks a scenario file. Nothing else is touched.
 * @param overrides applied before anything is checked; see parseOverride
 * @throws ProblemsError with every problem at once
 */
export async function loadScenario(
  file: string,
  vocabulary: Vocabulary,
  overrides: readonly Override[] = [],
): Promise<Loaded<Scenario>> {
  const document = await readDocument(file, { overrides, dottedKeysUnder: ['expect'] });
  return validateDocument(document, scenarioSchema(vocabulary));
}
