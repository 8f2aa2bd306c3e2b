import assert from 'node:assert/strict';
import type { CountersEvent, StateEvent } from '../../src/history/types.js';
import { localHost } from '../../src/hosts/local.js';
import type { ObserverContext } from '../../src/observers/types.js';
import { watchingObserver } from '../../src/observers/watching.js';

describe('an observer that reads what a watch prints', () => {
  it('gives what was seen at one look one time, and each other line its own', async () => {
    const lines = [
      { subject: 'node:a', state: 'online' },
      [
        { subject: 'node:a', state: 'offline' },
        { subject: 'node:b', state: 'online' },
      ],
    ];
    const events = await eventsOf(lines.map((line) => JSON.stringify(line)));
    assert.deepEqual(
      events.slice(0, 3).map(({ t, subject, state }) => [t, subject, state]),
      [
        [1, 'node:a', 'online'],
        [2, 'node:a', 'offline'],
        [2, 'node:b', 'online'],
      ],
    );
  });

  it('knows nothing any more once the watch has ended', async () => {
    const events = await eventsOf(['{"subject":"node:a","state":"online"}']);
    assert.deepEqual(
      events.map(({ subject, state }) => [subject, state]),
      [
        ['node:a', 'online'],
        ['node:a', 'unknown'],
      ],
    );
  });
});

/** What comes of a command that prints the lines and ends; the clock goes on by one with each reading. */
async function eventsOf(lines: readonly string[]): Promise<readonly StateEvent[]> {
  const events: StateEvent[] = [];
  let readings = 0;
  const observer = watchingObserver({ name: 'test', summary: '', needs: '', watch: 'links' });
  const lost = new Promise<void>((resolve) => {
    const emit = (event: StateEvent | CountersEvent) => {
      if (event.type !== 'state') return;
      events.push(event);
      if (event.state === 'unknown') resolve();
    };
    const watch = { host: 'local', argv: ['printf', '%s\\n', ...lines], description: '', format: 'states' };
    observer.start({
      controls: { watch: { links: watch } },
      clock: { nowMs: () => ++readings, sleep: async () => {} },
      host: async () => localHost('local'),
      emit,
    } as unknown as ObserverContext);
  });
  await lost;
  return events;
}
