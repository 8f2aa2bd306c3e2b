import assert from 'node:assert/strict';
import { layTurnTable } from '../../src/cli/turn-table.js';
import { joinTurns } from '../../src/run/turns.js';

const never = new AbortController().signal;

describe('two runs that take turns', () => {
  it('go one at a time, and change who goes first from round to round', async () => {
    const table = await layTurnTable('cells', 0);
    const log: string[] = [];
    let on = 0;
    const run = async (name: string, socket: string) => {
      const turns = await joinTurns(socket);
      for (let cell = 0; cell < 4; cell++) {
        await turns.take(never);
        on++;
        assert.equal(on, 1);
        log.push(name);
        await new Promise((resolve) => setImmediate(resolve));
        on--;
        turns.give();
      }
      turns.close();
    };
    await Promise.all([run('a', table.sockets[0]), run('b', table.sockets[1])]);
    table.close();
    assert.equal(log.join(''), 'abbaabba');
  });

  it('do not wait for one that has ended, whether it ever came or not', async () => {
    const table = await layTurnTable('cells', 1);
    const turns = await joinTurns(table.sockets[0]);
    const taken = turns.take(never);
    table.ended(1);
    await taken;
    turns.give();
    await turns.take(never);
    turns.close();
    table.close();
  });

  it('stop waiting when they are interrupted, and fail when nobody hands out turns', async () => {
    const table = await layTurnTable('cells', 0);
    const turns = await joinTurns(table.sockets[0]);
    const interrupt = new AbortController();
    const taken = turns.take(interrupt.signal);
    interrupt.abort();
    await taken;
    const lost = assert.rejects(turns.take(never), { code: 'TURNS_LOST' });
    table.close();
    await lost;
    await assert.rejects(joinTurns(table.sockets[0]), { code: 'TURNS_LOST' });
  });
});
