/** What counts as an outage; docs/measurements.md gives the reasons. */
export interface OutageRules {
  /** An outage has at least this many failed probes in a row (k). */
  readonly minimumFailures: number;
  /** Outages with at most this many successes between them are one (g); 0 keeps all apart. */
  readonly mergedOverSuccesses: number;
  /** A probe sent later than due by more than this share of the interval is left out. */
  readonly latenessShare: number;
  /**
   * A probe that met an outage on its way would have been answered within this quantile of the response times
   * right before, or within the time that a request waits longer than during no more than this share of the time,
   * whichever is less: the first guards frequent probes, the second is enough for rare ones. A stricter rule holds
   * more often and widens the bounds of every outage that hangs. What any of the answers right before took is waited
   * for in any case, up to the allowance: so much at either end keeps within bounds of 2T + 5 ms.
   */
  readonly flightQuantile: number;
  readonly flightShare: number;
  readonly flightAllowanceMs: number;
  /**
   * Requests left waiting together and then answered together are an outage from this long on, and from this
   * many times the median response time on; anything shorter is latency. 0.1 s is the limit under which a
   * user feels that a system reacts at once: Nielsen, "Usability Engineering" (1993), chapter 5.
   */
  readonly minimumStallMs: number;
  readonly stallFactor: number;
}

export const OUTAGE_RULES: OutageRules = {
  minimumFailures: 1,
  mergedOverSuccesses: 0,
  latenessShare: 0.5,
  flightQuantile: 0.99,
  flightShare: 0.002,
  flightAllowanceMs: 2,
  minimumStallMs: 100,
  stallFactor: 10,
};
