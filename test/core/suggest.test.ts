import assert from 'node:assert/strict';
import { suggest, suggestionHint } from '../../src/core/suggest.js';

describe('did-you-mean', () => {
  const cases: readonly (readonly [string, readonly string[], string | undefined])[] = [
    ['conections', ['connections', 'cookies'], 'connections'],
    ['everyMs', ['every', 'timeout'], 'every'],
    ['tpc', ['tcp', 'http'], 'tcp'],
    ['Static', ['dynamic', 'static'], 'static'],
    ['unplug', ['container.kill', 'nic.unplug'], 'nic.unplug'],
    ['zebra', ['static', 'dynamic', 'image'], undefined],
    ['a', ['b', 'c'], undefined],
    ['', ['a'], undefined],
    ['x', [], undefined],
  ];
  for (const [word, candidates, expected] of cases) {
    it(`suggests ${expected ?? 'nothing'} for "${word}"`, () => {
      assert.equal(suggest(word, candidates), expected);
    });
  }

  it('prefers the nearest candidate', () => {
    assert.equal(suggest('cluster21', ['cluster2', 'cluster21p', 'cluster22p']), 'cluster2');
    assert.equal(suggest('gluster3', ['cluster4', 'gluster2', 'gluster33']), 'gluster2');
  });

  it('lists what there is when nothing is near', () => {
    assert.equal(suggestionHint('zebra', ['tcp', 'http'], 'frontends'), 'frontends: tcp, http');
    assert.equal(suggestionHint('zebra', [], 'frontends'), 'there are no frontends');
  });
});
