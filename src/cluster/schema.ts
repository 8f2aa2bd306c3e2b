import { z } from 'zod';
import { defined } from '../core/document/defined.js';
import {
  durationField,
  namedRecord,
  nameField,
  wholeNumber,
  withCrossChecks,
} from '../core/document/fields.js';
import { crossCheckCluster } from './cross-checks.js';
import { baseUrlField, ipField, tokenField, urlField } from './fields.js';
import { hostSchema, interfaceField } from './hosts-schema.js';
import type { Cluster, Frontend, Storage, VirtualIp } from './types.js';

/** The YAML form of a cluster, read to {@link Cluster} with its defaults filled in. */
export function clusterSchema(): z.ZodType<Cluster> {
  return withCrossChecks(clusterForm(), crossCheckCluster);
}

/** JSON Schema of a cluster file, for editors. */
export function clusterJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(clusterForm(), { io: 'input', target: 'draft-7' }), title: 'chaos cluster' };
}

function clusterForm(): z.ZodType<Cluster> {
  return z
    .strictObject({
      name: nameField().describe('Name of the cluster, for reports.'),
      environment: z
        .enum(['lab', 'test', 'production'])
        .optional()
        .describe('How careful to be; test unless given, lab where a lab is named.'),
      lab: nameField()
        .optional()
        .describe('The lab that brings this cluster up; `chaos list labs` says what there is.'),
      hosts: namedRecord(hostSchema())
        .default({})
        .describe('Machines and containers that commands run on, by name.'),
      vips: namedRecord(vipSchema()).default({}).describe('Virtual IP addresses, by name.'),
      frontends: namedRecord(frontendSchema()).describe('Where requests are sent, by name.'),
      balancer: balancerSchema().optional().describe('The load balancer and its statistics page.'),
      storage: storageSchema().default({}).describe('What the pages are stored on.'),
      load: z
        .strictObject({
          from: nameField().default('local').describe('local (unless given), or a host of this cluster.'),
        })
        .prefault({})
        .describe('Where load is sent from unless a scenario says otherwise.'),
      emulation: z
        .strictObject({
          serviceTime: durationField({ max: '10s' })
            .default(0)
            .describe('Its web servers wait so long before they answer; 0s unless given.'),
        })
        .transform(({ serviceTime }) => ({ serviceTimeMs: serviceTime }))
        .optional()
        .describe('How the embedded lab is to behave; of no effect on any other cluster, and refused there.'),
    })
    .transform(({ environment, hosts, vips, frontends, load, ...rest }) =>
      defined({
        ...rest,
        environment: environment ?? (rest.lab === undefined ? 'test' : 'lab'),
        hosts: withNames(hosts),
        vips: withNames(vips),
        frontends: mapValues(frontends, (frontend, name) => ({
          ...frontend,
          name,
          backend: frontend.backend ?? name,
        })),
        loadFrom: load.from,
      }),
    );
}

type Unnamed<T> = Omit<T, 'name'>;

function vipSchema(): z.ZodType<Unnamed<VirtualIp>> {
  return z
    .strictObject({
      address: ipField().describe('The address, without a prefix length.'),
      hosts: z.array(z.string()).min(1).describe('The hosts that may own it.'),
      manager: z
        .enum(['keepalived', 'pacemaker', 'other'])
        .optional()
        .describe('What moves it; keepalived where advert or priorities are given, other unless given.'),
      advert: durationField({ min: '1ms', max: '255s' })
        .optional()
        .describe("VRRP's advertisement interval; 1s unless given."),
      priorities: z
        .record(z.string(), wholeNumber(1, 254))
        .default({})
        .describe('VRRP priority of each host, 1 to 254; the highest owns the address while healthy.'),
      network: nameField().optional().describe("The network that it lives on, a key of the hosts' nics."),
      check: processCheckSchema()
        .optional()
        .describe('How its manager checks the balancing process, for the time that a failover should take.'),
    })
    .transform(({ manager, advert, ...rest }) => {
      const isVrrp = advert !== undefined || Object.keys(rest.priorities).length > 0;
      return defined({
        ...rest,
        manager: manager ?? (isVrrp ? 'keepalived' : 'other'),
        advertMs: advert ?? 1000,
      });
    });
}

function processCheckSchema() {
  return z
    .strictObject({
      inter: durationField({ min: '1ms' })
        .default(1000)
        .describe('Interval between checks; 1s unless given.'),
      fall: wholeNumber(1, 1000).default(2).describe('Failed checks until it has failed; 2 unless given.'),
    })
    .transform(({ inter, fall }) => ({ interMs: inter, fall }));
}

function frontendSchema(): z.ZodType<Omit<Frontend, 'name' | 'backend'> & { readonly backend?: string }> {
  return z
    .strictObject({
      url: baseUrlField()
        .optional()
        .describe(
          'http:// or https:// with host and port, without a path. May be left out only where a lab chooses it.',
        ),
      mode: z
        .enum(['tcp', 'http'])
        .default('tcp')
        .describe('Layer of the balancing: tcp (4, unless given) or http (7).'),
      storage: nameField().optional().describe('What its pages are stored on, for example nfs or gluster.'),
      cookie: tokenField().optional().describe('The cookie that keeps a client on one server.'),
      backend: z
        .string()
        .min(1)
        .optional()
        .describe("The proxy's name in the balancer's statistics; the frontend's own name unless given."),
      caFile: z
        .string()
        .min(1)
        .optional()
        .describe("Certificate authority of an https frontend, a PEM file; relative to this file's folder."),
    })
    .transform(defined);
}

function balancerSchema() {
  const check = z
    .strictObject({
      inter: durationField({ min: '1ms' })
        .default(2000)
        .describe('Interval between checks of a server; 2s unless given.'),
      fall: wholeNumber(1, 1000).default(3).describe('Failed checks until a server is down; 3 unless given.'),
      rise: wholeNumber(1, 1000).default(2).describe('Passed checks until it is up again; 2 unless given.'),
      timeout: durationField({ min: '1ms' }).optional().describe('Time-out of a check; inter unless given.'),
    })
    .transform(({ inter, timeout, fall, rise }) => ({
      interMs: inter,
      fall,
      rise,
      timeoutMs: timeout ?? inter,
    }));
  return z
    .strictObject({
      kind: z.literal('haproxy').default('haproxy').describe('The only kind so far.'),
      stats: urlField()
        .optional()
        .describe('URL of the statistics page. May be left out only where a lab chooses it.'),
      user: z.string().min(1).optional().describe('User of the statistics page.'),
      password: z
        .string()
        .optional()
        .describe(
          'Password of the statistics page, best as a reference to an environment variable. Never printed.',
        ),
      check: check.prefault({}).describe("HAProxy's check settings."),
    })
    .transform(({ stats, ...rest }) => defined({ ...rest, statsUrl: stats }));
}

function storageSchema(): z.ZodType<Storage> {
  const path = z.string().regex(/^\/[^\s]*$/u, 'expected an absolute path');
  const nfs = z
    .strictObject({
      host: z.string().describe('The host that exports.'),
      export: path.describe('The exported directory.'),
      raid: path.optional().describe('Its software RAID device, for example /dev/md0.'),
      bond: interfaceField().optional().describe('Its bonded interface, for example bond0.'),
    })
    .transform(defined);
  const gluster = z.strictObject({
    hosts: z.array(z.string()).min(1).describe('The hosts with bricks.'),
    volumes: namedRecord(z.enum(['replicated', 'distributed']))
      .default({})
      .describe('Volumes by name, and their kind.'),
  });
  return z
    .strictObject({
      nfs: nfs.optional().describe('NFS, with RAID and bond where there are any.'),
      gluster: gluster.optional().describe('GlusterFS.'),
    })
    .transform(defined);
}

function withNames<T extends object>(
  record: Readonly<Record<string, T>>,
): Record<string, T & { readonly name: string }> {
  return mapValues(record, (value, name) => ({ ...value, name }));
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  map: (value: T, key: string) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
