import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** nginx with one worker on 127.0.0.1, with files of its own in a temporary folder. */
export interface PageServer {
  urlOf(bytes: number): string;
  stop(): Promise<void>;
}

/** @param sizes of the pages, in bytes @throws Error where nginx is not installed or does not begin to listen */
export async function startPageServer(sizes: readonly number[]): Promise<PageServer> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-bench-'));
  const port = await freePort();
  await mkdir(join(folder, 'pages'));
  for (const bytes of sizes) await writeFile(join(folder, 'pages', String(bytes)), 'x'.repeat(bytes));
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port));
  const nginx = spawn(
    'nginx',
    ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')],
    {
      stdio: 'ignore',
    },
  );
  await once(nginx, 'spawn');
  await untilListening(nginx, port);
  return {
    urlOf: (bytes) => `http://127.0.0.1:${port}/${bytes}`,
    stop: async () => {
      const ended = once(nginx, 'exit');
      nginx.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    'daemon off; worker_processes 1; worker_rlimit_nofile 20000;',
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    `pid ${folder}/pid;`,
    'events { worker_connections 16384; }',
    'http {',
    ...temporary.map((name) => `  ${name}_temp_path ${folder}/${name};`),
    '  access_log off; sendfile on; tcp_nopush on; open_file_cache max=10;',
    '  keepalive_requests 1000000000; keepalive_timeout 1h;',
    `  server { listen 127.0.0.1:${port} backlog=16384; root ${folder}/pages; }`,
    '}',
  ].join('\n');
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilListening(nginx: ChildProcess, port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (nginx.exitCode !== null) break;
    const socket = net.connect(port, '127.0.0.1');
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    await sleep(50);
  }
  throw new Error('nginx does not listen');
}
