import type { HealthCheck } from '../../../cluster/types.js';

/** How a check ended, with HAProxy's code for it (Management Guide, section 9.1, `check_status`). */
export interface CheckResult {
  readonly ok: boolean;
  readonly code: 'L4OK' | 'L4CON' | 'L4TOUT' | 'L7OK' | 'L7STS' | 'L7TOUT' | 'L7RSP';
  /** The HTTP status, where one came. */
  readonly httpStatus?: number;
  readonly durationMs: number;
}

/**
 * HAProxy's health of one server: a counter from 0 to rise + fall - 1, up from `rise` on. A success counts
 * one up, and to the top once the server is up; a failure counts one down, and to 0 once it is down. Source:
 * HAProxy 2.6, src/check.c, check_notify_success and check_notify_failure. A server begins at the top (later
 * versions' `init-state fully-up`), so that one slow check of a lab that is only starting does no harm.
 */
export class Health {
  #value: number;

  constructor(private readonly settings: Pick<HealthCheck, 'rise' | 'fall'>) {
    this.#value = this.#top;
  }

  get #top(): number {
    return this.settings.rise + this.settings.fall - 1;
  }

  get up(): boolean {
    return this.#value >= this.settings.rise;
  }

  /** `UP`, `DOWN`, and on the way between them `UP 2/3`, `DOWN 1/2`, as the statistics print it. */
  get status(): string {
    const { rise, fall } = this.settings;
    if (this.up) {
      const left = this.#value - rise + 1;
      return left === fall ? 'UP' : `UP ${left}/${fall}`;
    }
    return this.#value === 0 ? 'DOWN' : `DOWN ${this.#value}/${rise}`;
  }

  /** @returns whether the server came up or went down by it */
  record(ok: boolean): boolean {
    const before = this.up;
    this.#value += ok ? 1 : -1;
    if (this.up) {
      this.#value = ok ? this.#top : this.#value;
    } else if (!ok) {
      this.#value = 0;
    }
    return before !== this.up;
  }

  /** As after maintenance. */
  restart(): void {
    this.#value = this.#top;
  }
}
