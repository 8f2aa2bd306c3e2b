import type { ExecResult, Host } from '../hosts/types.js';

/**
 * The same host, whose answers somebody looks at who knows the lab.
 * @param told may say more than the answer does, for example that the lab is gone
 */
export function toldHost(host: Host, told: (answer: Promise<ExecResult>) => Promise<ExecResult>): Host {
  const { hold } = host;
  return {
    ...host,
    exec: (argv, options) => told(host.exec(argv, options)),
    ...(hold === undefined
      ? {}
      : {
          hold: async (...order) => {
            const command = await hold(...order);
            return { ...command, go: () => told(command.go()) };
          },
        }),
  };
}
