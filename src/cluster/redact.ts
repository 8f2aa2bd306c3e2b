import { hideSecrets } from '../core/document/validate.js';
import type { Cluster } from './types.js';

const HIDDEN = '(hidden)';
const URL_PASSWORD = /^([a-z][a-z0-9+.-]*:\/\/[^/?#\s:@]*):[^/?#\s@]*@/iu;

/**
 * The same cluster without what nobody may read in a report: passwords, also those within URLs, and the
 * given secrets wherever they are.
 * @param secrets what `${env:NAME}` put in; see LoadedCluster
 */
export function redactCluster(cluster: Cluster, secrets: readonly string[] = []): Cluster {
  const redacted = redactTexts(cluster, secrets);
  return redacted.balancer?.password === undefined
    ? redacted
    : { ...redacted, balancer: { ...redacted.balancer, password: HIDDEN } };
}

/** Any data without passwords in its URLs and without the given secrets. */
export function redactTexts<T>(value: T, secrets: readonly string[]): T {
  return mapTexts(value, (text) => hideSecrets(text.replace(URL_PASSWORD, `$1:${HIDDEN}@`), secrets));
}

function mapTexts<T>(value: T, map: (text: string) => string): T {
  if (typeof value === 'string') {
    return map(value) as T;
  }
  if (Array.isArray(value)) {
    return value.map((item) => mapTexts(item, map)) as T;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, map)])) as T;
  }
  return value;
}
