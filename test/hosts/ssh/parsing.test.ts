import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { lookUpHost } from '../../../src/hosts/ssh/client-config.js';
import { commandLine, findStart, quoteWord } from '../../../src/hosts/ssh/command-line.js';
import { describeSshHost, resolveDestination } from '../../../src/hosts/ssh/destination.js';
import { judgeHostKey, knownName, knownTypes, parseKnownHosts } from '../../../src/hosts/ssh/known-hosts.js';
import { requireOrSkip } from '../../support/requirements.js';
import { hasCode } from '../contract.js';

/** Of which configurations for a host `gate` are made. */
const LINES = [
  ...['gate', 'g?te', '*', '!gate *', 'other', 'other gate # or not', '"gate"'].map(
    (hosts) => `Host ${hosts}`,
  ),
  ...[
    'all',
    'host gate',
    'host other,inside',
    'host *.inside',
    '!host gate',
    'originalhost gate,!*.inside',
  ].map((criteria) => `Match ${criteria}`),
  ...['user me', 'user nobody,me host gate*', '!user me', `localuser ${userInfo().username}`].map(
    (criteria) => `match ${criteria}`,
  ),
  ...['HostName %h.inside', 'hostname=inside', 'HostName "other" # the other'],
  ...['User me', 'User = nobody', '  Port 2222 # not 22', '\tport=23', '# Port 9', ''],
  ...[
    'IdentityFile /one',
    'IdentityFile "/with space"',
    'ProxyJump a,b:23',
    'ProxyJump none',
    'Compression yes',
  ],
];

describe('a word for a shell', () => {
  it('stands for exactly the argument, whatever it is', () => {
    const argument = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 5 }), (words) => {
        const line = `printf '%s\\0' ${words.map(quoteWord).join(' ')}`;
        const printed = execFileSync('sh', ['-c', line]).toString().split('\0').slice(0, -1);
        assert.deepEqual(printed, words);
      }),
      { numRuns: 100, seed: 7 },
    );
  });

  it('cannot hold a NUL', () => {
    assert.throws(() => quoteWord('a\0'), hasCode('BAD_ARGUMENT'));
  });

  it('is told apart from the notice that a command has started', () => {
    assert.match(commandLine(['sudo', '-n', '--'], ['id', '-u']), /exec sudo -n -- id -u$/);
    assert.deepEqual(findStart('chaos-pid=17\nwhy\n'), { pid: 17, rest: 'why\n' });
    assert.equal(findStart('sh: not found\n'), undefined);
  });
});

describe('known hosts', () => {
  const key = Buffer.from('AAAA', 'base64');
  const judge = (text: string, host = 'node', port = 22) =>
    judgeHostKey(parseKnownHosts(text), knownName(host, port), key);

  for (const [verdict, line] of [
    ['known', 'node,198.18.1.1 ssh-ed25519 AAAA a comment'],
    ['known', '*.example,n?de ssh-ed25519 AAAA'],
    ['unknown', '*,!node ssh-ed25519 AAAA'],
    ['unknown', '# node ssh-ed25519 AAAA'],
    ['unknown', '[node]:2222 ssh-ed25519 AAAA'],
    ['unknown', '@cert-authority node ssh-ed25519 AAAA'],
    ['changed', 'node ssh-ed25519 BBBB'],
    ['revoked', '@revoked * ssh-ed25519 AAAA\nnode ssh-ed25519 AAAA'],
  ] as const) {
    it(`judge a key as ${verdict} by \`${line.replace('\n', ' / ')}\``, () => {
      assert.equal(judge(line), verdict);
    });
  }

  it('keep hosts on other ports apart', () => {
    assert.equal(judge('[node]:2222 ssh-ed25519 AAAA', 'NODE', 2222), 'known');
    assert.deepEqual(knownTypes(parseKnownHosts('node ssh-rsa BBBB'), 'node'), ['ssh-rsa']);
  });
});

describe('the ssh configuration', () => {
  const text = `
# mine
User nobody
Host gate *.inside !secret.inside
  HostName=%h.example
  Port 2222
  IdentityFile ~/.ssh/one
  IdentityFile "~/.ssh/two"
Host *
  User late
  ProxyJump gate
Match host gate
  Port 1
`;

  const lookUp = (text: string, alias: string) =>
    lookUpHost([{ text, include: () => [] }], { alias, localUser: userInfo().username });

  it('counts the first value of a key, and adds identity files up', () => {
    const found = lookUp(text, 'gate');
    assert.deepEqual(
      [found.user, found.port, found.identityFiles],
      ['nobody', 2222, ['~/.ssh/one', '~/.ssh/two']],
    );
    assert.equal(lookUp(text, 'secret.inside').port, undefined);
  });

  it('passes over sections that ask for what it cannot find out', () => {
    for (const criteria of [
      'final host gate',
      'host gate exec true',
      'canonical',
      'constructor gate',
      'host',
    ]) {
      assert.equal(lookUp(`Match ${criteria}\n Port 1\n`, 'gate').port, undefined, criteria);
    }
  });

  it('says what ssh -G says, whatever its sections ask for', function () {
    requireOrSkip(this, 'ssh', spawnSync('ssh', ['-V']).status === 0, 'install openssh-client');
    const folder = mkdtempSync(join(tmpdir(), 'chaos-ssh-'));
    const file = join(folder, 'config');
    try {
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...LINES), { maxLength: 12 }), (lines) => {
          writeFileSync(file, lines.join('\n'));
          const { status, stdout, stderr } = spawnSync('ssh', ['-F', file, '-G', 'gate'], {
            encoding: 'utf8',
          });
          assert.equal(status, 0, stderr);
          const {
            hostName = 'gate',
            user,
            port = 22,
            identityFiles,
            proxyJump,
          } = lookUp(lines.join('\n'), 'gate');
          const said = (key: string) =>
            [...stdout.matchAll(new RegExp(`^${key} (.*)$`, 'gm'))].map(([, value]) => value);
          assert.deepEqual(
            [
              hostName.replaceAll('%h', 'gate'),
              user ?? userInfo().username,
              String(port),
              proxyJump.join(','),
            ],
            [...said('hostname'), ...said('user'), ...said('port'), said('proxyjump').join(',')],
          );
          if (identityFiles.length > 0) assert.deepEqual(said('identityfile'), identityFiles);
        }),
        { numRuns: 200 },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  describe('of a user', () => {
    let home: string;

    beforeEach(() => {
      home = mkdtempSync(join(tmpdir(), 'chaos-home-'));
      mkdirSync(join(home, '.ssh'));
    });

    afterEach(() => rmSync(home, { recursive: true, force: true }));

    const resolve = (config: string, reach: { address: string; port?: number; proxyJump?: string }) => {
      writeFileSync(join(home, '.ssh', 'config'), config);
      return resolveDestination(describeSshHost('node', reach), { HOME: home, USER: 'me' });
    };

    it('gives way to the cluster file', () => {
      const found = resolve('Host node\n Port 1\n HostName 198.18.1.1\n', { address: 'node', port: 2 });
      assert.deepEqual([found.address, found.port, found.user], ['198.18.1.1', 2, 'me']);
    });

    it('leads through several machines in their order', () => {
      const found = resolve('', { address: 'node', proxyJump: 'a@one:1,two' });
      assert.deepEqual([found.through?.address, found.through?.through?.address], ['two', 'one']);
      assert.deepEqual([found.through?.through?.user, found.through?.through?.port], ['a', 1]);
    });

    it('takes in the files that it includes, in the section where it includes them', () => {
      const write = (name: string, text: string) => writeFileSync(join(home, '.ssh', name), text);
      mkdirSync(join(home, '.ssh', 'config.d'));
      write(
        'config.d/10-lab',
        'Host node\n HostName 198.18.1.7\nHost other\n User nobody\nHost *\n Include config.d/*\n',
      );
      write('config.d/20-late', 'Host *\n HostName 198.18.1.8\n User ops\n Include config.d/*\n');
      write('config.d/.hidden', 'User hidden\n');
      write('never', 'Host *\n Port 1\n');
      write('circle', 'Include circle\nPort 23\n');
      const config =
        'Host strange\n Include never\nHost *\n Include ~/.ssh/config.d/* missing circle\n User late\n';
      const found = resolve(config, { address: 'node' });
      assert.deepEqual([found.address, found.user, found.port], ['198.18.1.7', 'ops', 23]);
    });

    it('is refused where it leads in a circle, or by a command of its own', () => {
      assert.throws(
        () => resolve('Host *\n ProxyJump gate\n', { address: 'node' }),
        hasCode('SSH_JUMP_LOOP'),
      );
      assert.throws(
        () => resolve('Host node\n ProxyCommand nc %h %p\n', { address: 'node' }),
        hasCode('SSH_CONFIG_UNSUPPORTED'),
      );
    });
  });
});
