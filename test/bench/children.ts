import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of ours that was told its task, and what it answers. */
export interface Child<Message> {
  next(): Promise<Message>;
  tell(message: string): void;
  end(): Promise<void>;
}

/**
 * Starts `file` (beside this one, without its extension) with a task as its one argument.
 * @throws Error from `next` when the process ended instead of answering
 */
export function startChild<Message>(
  file: string,
  task: unknown,
  // Collections wait for other threads, which the busy core keeps from running.
  execArgv: readonly string[] = ['--max-semi-space-size=32', '--single-threaded-gc'],
): Child<Message> {
  const path = fileURLToPath(new URL(`./${file}.js`, import.meta.url));
  const child: ChildProcess = fork(path, [JSON.stringify(task)], {
    serialization: 'advanced',
    execArgv: [...execArgv],
  });
  const messages: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  const exited = once(child, 'exit');
  child.on('message', (message) => {
    const receiver = waiting.shift();
    if (receiver === undefined) messages.push(message as Message);
    else receiver(message as Message);
  });
  return {
    next: () => {
      const message = messages.shift();
      if (message !== undefined) return Promise.resolve(message);
      return Promise.race([
        new Promise<Message>((resolve) => waiting.push(resolve)),
        exited.then(() => Promise.reject(new Error(`${file} ended`))),
      ]);
    },
    tell: (message) => {
      child.send(message);
    },
    end: async () => {
      if (child.exitCode === null) child.kill();
      await exited;
    },
  };
}

/** What a child was told to do. */
export function ownTask<Task>(): Task {
  return JSON.parse(process.argv[2] ?? 'null') as Task;
}

export function answer(message: unknown): void {
  process.send?.(message);
}
