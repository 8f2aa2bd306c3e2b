import { Command, CommanderError, Option } from 'commander';
import { ExitCode } from '../core/exit-codes.js';
import type { CliEnvironment } from './environment.js';
import { packageVersion } from './package-root.js';
import { printError } from './print-error.js';

/**
 * The program as a function of its surroundings: reads the command line, runs one command, and answers
 * with the exit code. Commands are imported when they are called, so that `--help` stays quick.
 */
export async function main(environment: CliEnvironment): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.ok;
  const program = buildProgram(environment, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...environment.argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    }
    return printError(error, environment.stderr, environment.argv.includes('--debug'));
  }
}

function buildProgram(environment: CliEnvironment, finish: (code: ExitCode) => void): Command {
  const program = new Command('chaos')
    .description(
      'Benchmarks high-availability web clusters and breaks them on purpose, on one clock,\n' +
        'and says with an error bound what the users of the site would have felt.',
    )
    .version(packageVersion())
    .option('--debug', 'show stack traces of errors')
    .showHelpAfterError('(chaos --help lists the commands)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => environment.stdout.write(text),
      writeErr: (text) => environment.stderr.write(text),
    });
  for (const add of [
    addRun,
    addPlan,
    addValidate,
    addReport,
    addHeal,
    addLab,
    addDoctor,
    addList,
    addInit,
    addSchema,
  ]) {
    add(program, environment, finish);
  }
  for (const command of program.commands) {
    command.option('--debug', 'show stack traces of errors').copyInheritedSettings(program);
  }
  return program;
}

type AddCommand = (program: Command, environment: CliEnvironment, finish: (code: ExitCode) => void) => void;

const language = () =>
  new Option('--lang <language>', 'language of the report').choices(['en', 'es']).default('en');

const scenarioOptions = (command: Command) =>
  command
    .argument('<scenario>', 'a scenario file, or the name of one that is shipped')
    .option('--cluster <name|file>', "run on this cluster instead of the scenario's own")
    .option('--seed <n>', 'seed of everything left to chance; recorded in run.json')
    .option(
      '--set <key=value>',
      'change a value of the scenario, or of its cluster with cluster.… (repeatable)',
      (value: string, before: string[]) => [...before, value],
      [] as string[],
    );

const addRun: AddCommand = (program, environment, finish) => {
  scenarioOptions(program.command('run'))
    .description('run a scenario: load, probes and faults on one clock, then the report')
    .option('--out <dir>', 'folder for the results, exactly (default: reports/<scenario>/<time>-<id>)')
    .option('--dry-run', 'print the plan and touch nothing')
    .addOption(language())
    .option('--quiet', 'no progress')
    .option('--json', 'print the measurements as one JSON object on standard output')
    .option('--yes', 'inject faults into a cluster that is marked as production')
    .action(async (scenario, options) =>
      finish(await (await import('./commands/run.js')).run(scenario, options, environment)),
    );
};

const addPlan: AddCommand = (program, environment, finish) => {
  scenarioOptions(program.command('plan'))
    .description('what would happen, command by command; nothing is touched')
    .option('--json', 'print the plan as JSON')
    .action(async (scenario, options) =>
      finish(await (await import('./commands/plan.js')).plan(scenario, options, environment)),
    );
};

const addValidate: AddCommand = (program, environment, finish) => {
  program
    .command('validate')
    .description('check scenario and cluster files; every problem with file:line:column')
    .argument('<file...>', 'scenario and cluster files')
    .action(async (files) =>
      finish(await (await import('./commands/validate.js')).validate(files, environment)),
    );
};

const addReport: AddCommand = (program, environment, finish) => {
  program
    .command('report')
    .description('measure the history of a run again and render its reports')
    .argument('<run-dir...>', 'folders of runs')
    .addOption(
      new Option('--format <format>', 'only this format').choices([
        'html',
        'md',
        'csv',
        'latex',
        'charts',
        'junit',
        'json',
      ]),
    )
    .addOption(language())
    .option('--out <dir>', "write there instead of into the run's folder")
    .action(async (folders, options) =>
      finish(await (await import('./commands/report.js')).report(folders, options, environment)),
    );
};

const addHeal: AddCommand = (program, environment, finish) => {
  program
    .command('heal')
    .description('undo whatever interrupted runs left behind')
    .argument('[run-dir]', 'only what this run left')
    .action(async (folder) =>
      finish(await (await import('./commands/heal.js')).healCommand(folder, environment)),
    );
};

const addLab: AddCommand = (program, environment, finish) => {
  program
    .command('lab')
    .description('bring a lab up or down, look at it, collect its logs, or write it as a compose file')
    .addArgument(
      program.createArgument('<action>', 'what to do').choices(['up', 'down', 'status', 'logs', 'compose']),
    )
    .argument('<name>', 'a lab, for example embedded, docker or vm')
    .option('--cluster <name|file>', 'the cluster file the lab is built from (default: the one of its name)')
    .addOption(new Option('--ha <kind>', 'what moves the virtual IPs').choices(['keepalived', 'pacemaker']))
    .addOption(new Option('--scale <scale>', 'how many web servers').choices(['small', 'full']))
    .option('--base <image>', 'Debian 12 image to build the nodes from, or mmdebstrap (default)')
    .option('--out <dir>', 'folder for logs, or for the compose file and what it mounts')
    .action(async (action, name, options) =>
      finish(await (await import('./commands/lab.js')).labCommand(action, name, options, environment)),
    );
};

const addDoctor: AddCommand = (program, environment, finish) => {
  program
    .command('doctor')
    .description('what is installed, reachable and permitted, and what each scenario needs')
    .option('--cluster <name|file>', 'also look at this cluster and its hosts')
    .option('--scenario <file>', 'look at this scenario alone')
    .option('--sudoers', 'print what sudo must allow on each host of the cluster, as sudoers files')
    .action(async (options) =>
      finish(await (await import('./commands/doctor.js')).doctor(options, environment)),
    );
};

const addList: AddCommand = (program, environment, finish) => {
  program
    .command('list')
    .description('what there is to choose from')
    .addArgument(
      program
        .createArgument('<what>', 'kind of thing')
        .choices(['faults', 'engines', 'observers', 'labs', 'scenarios', 'reports', 'metrics']),
    )
    .action(async (what) => finish(await (await import('./commands/list.js')).list(what, environment)));
};

const addInit: AddCommand = (program, environment, finish) => {
  program
    .command('init')
    .description('write a scenario and a cluster file to start from')
    .argument('[dir]', 'folder to write to', '.')
    .action(async (folder) => finish(await (await import('./commands/init.js')).init(folder, environment)));
};

const addSchema: AddCommand = (program, environment, finish) => {
  program
    .command('schema')
    .description('JSON Schema of a kind of file, for editors')
    .addArgument(program.createArgument('<kind>', 'kind of file').choices(['scenario', 'cluster']))
    .action(async (kind) => finish(await (await import('./commands/schema.js')).schema(kind, environment)));
};
