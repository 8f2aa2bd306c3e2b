/** Why no answer was had, by phase and cause: the outcome kinds that come before a status is known. */
export type TransportFailure =
  | 'dns'
  | 'connect-refused'
  | 'connect-timeout'
  | 'connect-unreachable'
  | 'tls'
  | 'reset'
  | 'write'
  | 'header-timeout'
  | 'body-timeout'
  | 'truncated'
  | 'protocol'
  | 'other';

/** How far an exchange has come. */
export type ExchangePhase = 'dns' | 'connect' | 'tls' | 'idle' | 'header' | 'body' | 'closed';

/** What a status code is, as an outcome kind; 2xx is `ok`. */
export type StatusKind = 'ok' | 'http-502' | 'http-503' | 'http-504' | 'http-5xx' | 'http-4xx' | 'http-other';

export function statusKind(status: number): StatusKind {
  if (status >= 200 && status < 300) return 'ok';
  if (status === 502) return 'http-502';
  if (status === 503) return 'http-503';
  if (status === 504) return 'http-504';
  if (status >= 500 && status < 600) return 'http-5xx';
  if (status >= 400 && status < 500) return 'http-4xx';
  return 'http-other';
}

/** What it means that the time ran out in a phase. */
export function timeoutKind(phase: ExchangePhase): TransportFailure {
  if (phase === 'dns') return 'dns';
  if (phase === 'connect' || phase === 'tls') return 'connect-timeout';
  return phase === 'body' ? 'body-timeout' : 'header-timeout';
}

const KIND_BY_CODE: Readonly<Record<string, TransportFailure>> = {
  ECONNREFUSED: 'connect-refused',
  EHOSTUNREACH: 'connect-unreachable',
  ENETUNREACH: 'connect-unreachable',
  EHOSTDOWN: 'connect-unreachable',
  ENETDOWN: 'connect-unreachable',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'write',
};

/** What an error of a socket means in the phase that it came in. */
export function errorKind(error: unknown, phase: ExchangePhase): TransportFailure {
  const code = errorCode(error);
  if (phase === 'dns' || code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'dns';
  // The kernel gave up: no acknowledgement of a SYN, or of data sent.
  if (code === 'ETIMEDOUT') return timeoutKind(phase);
  const known = KIND_BY_CODE[code];
  if (known !== undefined) return known;
  return phase === 'tls' || code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') ? 'tls' : 'other';
}

/** The `code` of a system or TLS error, or an empty string. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code ?? '';
}
