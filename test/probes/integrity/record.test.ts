import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  itemsByName,
  LEAST_RECORD_BYTES,
  namePrefix,
  recogniseRecord,
  recordContent,
  recordName,
} from '../../../src/probes/integrity/record.js';

const PREFIX = namePrefix('20261121T081530Z-3fa9', 12);
const NAME = recordName(PREFIX, 99_999);

describe('a record', () => {
  it('has a name that an upload page takes', () => {
    assert.match(NAME, /^[A-Za-z0-9][\w.-]{0,50}$/);
  });

  it('is as long as asked for and is recognised', () => {
    for (const sizeBytes of [LEAST_RECORD_BYTES, 257, 4096, 1024 * 1024]) {
      const content = recordContent(NAME, 99_999, sizeBytes);
      assert.equal(content.length, sizeBytes);
      assert.equal(recogniseRecord(content, NAME), 99_999);
    }
  });

  it('is not recognised once a byte is changed, missing or added, or under another name', () => {
    const content = recordContent(NAME, 7, 300);
    fc.assert(
      fc.property(fc.nat(299), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(content);
        changed[at] = (changed[at] ?? 0) ^ change;
        assert.equal(recogniseRecord(changed, NAME), undefined);
        assert.equal(recogniseRecord(content.subarray(0, at), NAME), undefined);
        assert.equal(recogniseRecord(Buffer.concat([content, content.subarray(0, at + 1)]), NAME), undefined);
      }),
    );
    assert.equal(recogniseRecord(content, recordName(PREFIX, 8)), undefined);
    assert.equal(recogniseRecord(Buffer.alloc(0), NAME), undefined);
    assert.equal(recogniseRecord(Buffer.alloc(300), NAME), undefined);
  });

  it('is found in a list by its name, with every copy once, and no record of another run', () => {
    const [one, two] = [recordName(PREFIX, 1), recordName(PREFIX, 2)];
    const list = `<a href="${one}">${one}</a> ${two}.a1 ${two}.b2 ${namePrefix('other', 1)}0000001`;
    assert.deepEqual(
      [...itemsByName(list, PREFIX)],
      [
        [one, [one]],
        [two, [`${two}.a1`, `${two}.b2`]],
      ],
    );
  });
});
