import { statusKind } from '../core/http/failure.js';
import type { OutcomeKind } from '../history/types.js';
import type { ProbeSpec } from './types.js';

/** A whole answer. */
export interface ProbeAnswer {
  readonly status: number;
  /** As much of the body as was kept. */
  readonly body: Buffer;
  /** Hex SHA-256 of the whole body, where one is expected. */
  readonly sha256?: string;
  /** From sending to the last byte. */
  readonly latencyMs: number;
}

export interface Judgement {
  readonly kind: OutcomeKind;
  /** First group of `identify`. */
  readonly server?: string;
}

/** Whether the body has to be kept to judge an answer. */
export function needsBody(spec: ProbeSpec): boolean {
  const { contains, matches } = spec.expect;
  return contains !== undefined || matches !== undefined || spec.identify !== undefined;
}

/**
 * Judges answers to one kind of probe: first the status, then the content, then the time. An accepted
 * status is a success whatever it is; any other is a failure by its number, `http-other` for a 2xx too.
 * @throws SyntaxError for a pattern that is none
 */
export function judgeOf(spec: ProbeSpec): (answer: ProbeAnswer) => Judgement {
  const { expect } = spec;
  const accepted = new Set(expect.status);
  const contains = expect.contains === undefined ? undefined : Buffer.from(expect.contains);
  const matches = expect.matches === undefined ? undefined : new RegExp(expect.matches);
  const identify = spec.identify === undefined ? undefined : new RegExp(spec.identify);
  const sha256 = expect.sha256?.toLowerCase();

  const rightContent = (answer: ProbeAnswer) =>
    (contains === undefined || answer.body.includes(contains)) &&
    (matches === undefined || matches.test(answer.body.toString())) &&
    (sha256 === undefined || sha256 === answer.sha256);

  const kindOf = (answer: ProbeAnswer): OutcomeKind => {
    if (!accepted.has(answer.status)) {
      const kind = statusKind(answer.status);
      return kind === 'ok' ? 'http-other' : kind;
    }
    if (!rightContent(answer)) return 'wrong-content';
    const tooSlow = spec.latencyLimitMs !== undefined && answer.latencyMs > spec.latencyLimitMs;
    return tooSlow ? 'too-slow' : 'ok';
  };

  return (answer) => {
    const kind = kindOf(answer);
    const server = identify?.exec(answer.body.toString())?.[1];
    return server === undefined ? { kind } : { kind, server };
  };
}
