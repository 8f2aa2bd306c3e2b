import { containerOf } from '../names.js';
import { follow } from './follow.js';

const END = '--end--';

/** A question that is put to a node again and again. */
export interface Question {
  readonly host: string;
  /** A fixed shell script, run inside the node for each question; what it prints is the answer. */
  readonly script: string;
  readonly periodMs: number;
  onAnswer(lines: readonly string[]): void;
  /** The node is not there, or was lost. */
  onLost(): void;
}

/**
 * Puts a question once every period, by one command that stays inside the node: it ends when this process does. The
 * next question waits for the last answer.
 */
export function ask({ host, script, periodMs, onAnswer, onLost }: Question): void {
  const loop = `while read -r _; do ${script}\necho ${END}; done`;
  let lines: string[] = [];
  let answered = true;
  follow(
    ['docker', 'exec', '-i', containerOf(host), 'sh', '-c', loop],
    (line) => {
      if (line !== END) {
        lines.push(line);
        return;
      }
      onAnswer(lines);
      lines = [];
      answered = true;
    },
    {
      onStart: (input) => {
        const put = () => {
          if (answered && input.writable) {
            answered = false;
            input.write('\n');
          }
        };
        answered = true;
        put();
        const timer = setInterval(put, periodMs);
        input.once('close', () => clearInterval(timer));
      },
      onEnd: () => {
        lines = [];
        onLost();
      },
    },
  );
}
