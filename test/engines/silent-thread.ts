import { parentPort } from 'node:worker_threads';

/** A load thread that gets ready, and is not heard of again. */
parentPort?.on('message', ({ type }: { readonly type: string }) => {
  if (type === 'prepare') parentPort?.postMessage({ type: 'ready' });
});
