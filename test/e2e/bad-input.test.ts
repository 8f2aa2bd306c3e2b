import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, bench } from './cli.js';

const GOOD = `name: t
cluster: embedded
pages:
  home: { path: /index.php }
probes:
  - { page: home, frontend: tcp, every: 20ms }
faults:
  - { id: cut, at: 1s, inject: nic.unplug, target: cluster1, for: 1s }
`;

/** A change of the good scenario, and where and how it must be complained about. */
const MISTAKES: readonly (readonly [string, string, RegExp])[] = [
  [
    'an unknown key',
    GOOD.replace('every', 'evry'),
    /scenario\.yaml:6:34: unknown key evry \(did you mean every\?/,
  ],
  ['a wrong type', GOOD.replace('[', '[').replace('/index.php', '[1]'), /scenario\.yaml:4:17: /],
  ['a bad unit', GOOD.replace('20ms', '20 parsecs'), /scenario\.yaml:6:41: .*20 parsecs/],
  [
    'an unknown page',
    GOOD.replace('page: home', 'page: hmoe'),
    /scenario\.yaml:6:13: unknown page hmoe \(did you mean home/,
  ],
  [
    'an unknown fault',
    GOOD.replace('nic.unplug', 'nic.unplugg'),
    /scenario\.yaml:8:\d+: .*did you mean nic\.unplug/,
  ],
  [
    'a selector that matches nothing',
    GOOD.replace('target: cluster1', 'target: clutser1'),
    /scenario\.yaml:8:\d+: .*did you mean cluster1/,
  ],
  [
    'a role that the cluster lacks',
    `${GOOD}requires: [kubernetes]\n`,
    /scenario\.yaml:9:12: .*offers no kubernetes/,
  ],
  [
    'an unknown cluster',
    GOOD.replace('cluster: embedded', 'cluster: embeded'),
    /UNKNOWN_CLUSTER.*\n.*did you mean embedded/,
  ],
  ['an empty file', '', /scenario\.yaml:1:1: the file is empty/],
  ['no mapping', '- a\n', /scenario\.yaml:1:1: /],
  ['broken YAML', 'name: [', /scenario\.yaml:1:\d+: /],
  [
    'a YAML bomb',
    `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghij'].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(', ')}]`).join('\n')}\n`,
    /scenario\.yaml:\d+:\d+: /,
  ],
  ['a file of 10 MB', `name: t\n${'# padding\n'.repeat(1_000_000)}`, /too large/],
];

describe('bad input', () => {
  let place: Bench;

  beforeEach(() => {
    place = bench();
  });

  afterEach(() => place.remove());

  /** Refused with exit 2, nothing started, no stack trace. */
  async function refused(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await place.chaos(...args);
    assert.equal(exitCode, 2, stdout + stderr);
    assert.doesNotMatch(stderr, /\n\s+at /);
    assert.ok(!existsSync(join(place.folder, 'reports')), 'a folder for results was made');
    assert.ok(!existsSync(join(place.stateDir, 'journals')), 'a journal was begun');
    return stderr;
  }

  for (const [name, text, complaint] of MISTAKES) {
    it(`is refused with its place: ${name}`, async () => {
      writeFileSync(join(place.folder, 'scenario.yaml'), text);
      assert.match(await refused('run', 'scenario.yaml'), complaint);
    });
  }

  it('is refused with its place: a file that is not UTF-8', async () => {
    writeFileSync(join(place.folder, 'scenario.yaml'), Buffer.from([0x6e, 0x3a, 0x20, 0xff, 0xfe]));
    assert.match(await refused('run', 'scenario.yaml'), /scenario\.yaml:1:4: the file is not UTF-8/);
  });

  it('is refused: a file that is not there, a folder, and what cannot be looked at', async () => {
    assert.match(await refused('run', 'nowhere.yaml'), /nowhere\.yaml:1:1: no such file/);
    mkdirSync(join(place.folder, 'folder.yaml'));
    assert.match(await refused('run', 'folder.yaml'), /this is a directory/);
    symlinkSync('loop.yaml', join(place.folder, 'loop.yaml'));
    assert.match(await refused('run', 'loop.yaml'), /loop\.yaml:1:1: the file cannot be read: ELOOP/);
  });

  it('is refused: a name that no scenario has, with the nearest that there is', async () => {
    assert.match(
      await refused('plan', 'failover-mastr'),
      /UNKNOWN_SCENARIO.*\n.*did you mean failover-master\?/,
    );
    mkdirSync(join(place.folder, 'scenarios'));
    writeFileSync(join(place.folder, 'scenarios', 'of-my-own.yml'), '');
    assert.match(await refused('plan', 'of-my-own'), /of-my-own\.yml:1:1: the file is empty/);
    assert.match(await refused('doctor', '--scenario', 'of-my-own-'), /did you mean of-my-own\?/);
  });

  it('is told all at once', async () => {
    writeFileSync(
      join(place.folder, 'scenario.yaml'),
      GOOD.replace('every', 'evry').replace('at: 1s', 'at: 1'),
    );
    const stderr = await refused('run', 'scenario.yaml');
    assert.match(stderr, /2 problems found; nothing was started/);
  });

  it('shows where it was thrown only with --debug', async () => {
    const { stderr } = await place.chaos('run', 'nowhere.yaml', '--debug');
    assert.match(stderr, /\n\s+at /);
  });

  it('on the command line is refused as well', async () => {
    await refused('run');
    await refused('frobnicate');
    await refused('run', 'x.yaml', '--seed', 'seven');
    await refused('list', 'nonsense');
    await refused('run', 'x.yaml', '--set', 'novalue');
  });

  it('never overwrites what is there', async () => {
    assert.equal((await place.chaos('init', 'new')).exitCode, 0);
    assert.deepEqual(readdirSync(join(place.folder, 'new')).sort(), ['cluster.yaml', 'scenario.yaml']);
    assert.match(await refused('init', 'new'), /error\[FILE_EXISTS\]/);
    const { exitCode, stderr } = await place.chaos('validate', 'new/scenario.yaml', 'new/cluster.yaml');
    assert.equal(exitCode, 0, stderr);
  });
});
