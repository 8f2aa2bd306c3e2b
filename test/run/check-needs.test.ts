import assert from 'node:assert/strict';
import { ChaosError } from '../../src/core/errors.js';
import { ExitCode } from '../../src/core/exit-codes.js';
import { checkNeeds } from '../../src/run/check-needs.js';
import { type ToyRun, toyAction, toyFault, toyRun } from './toy-cluster.js';

describe('what faults need of hosts', () => {
  let toy: ToyRun;

  afterEach(() => toy.remove());

  const need = (host: string, argv: readonly string[]) => ({ host, argv, description: `${host} can` });
  const faultOn = (host: string, argv: readonly string[]) =>
    toyFault(`f-${host}`, host, { actions: { [host]: toyAction(host, { needs: [need(host, argv)] }) } });

  it('is asked before anything is touched, and everything that is missing is told at once', async () => {
    toy = toyRun([faultOn('a', ['fail']), faultOn('b', ['fail', 'too'])]);
    await assert.rejects(checkNeeds(toy.run.plan, toy.run.host), (error) => {
      assert.ok(error instanceof ChaosError);
      assert.deepEqual([error.code, error.exitCode], ['HOST_LACKS', ExitCode.refused]);
      assert.match(error.message, /a can \(it broke\)\n.*b can/);
      return true;
    });
    assert.deepEqual([toy.hosts.a?.told, toy.hosts.b?.told], [[], []]);
  });

  it('lets the run begin where nothing is missing', async () => {
    toy = toyRun([faultOn('a', ['is', 'there']), toyFault('without-needs', 'b')]);
    await checkNeeds(toy.run.plan, toy.run.host);
  });
});
