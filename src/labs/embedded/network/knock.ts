/** Linux's net.ipv4.tcp_syn_retries. */
const RETRIES = 6;
/** 1 s, and what Linux's timer wheel adds: its steps are 64 ms there, and it rounds up. */
const INITIAL_TIMEOUT_MS = 1032;

/**
 * Tries at once, and again about 1, 3, 7, 15, 31 and 63 s later while `attempt` answers false, as a kernel
 * sends SYN again (RFC 6298: the time-out doubles from 1 s).
 * @returns stops trying
 */
export function knock(attempt: () => boolean): () => void {
  let timer: NodeJS.Timeout | undefined;
  const again = (retry: number) => {
    if (!attempt() && retry < RETRIES) {
      timer = setTimeout(() => again(retry + 1), INITIAL_TIMEOUT_MS * 2 ** retry);
    }
  };
  again(0);
  return () => clearTimeout(timer);
}
