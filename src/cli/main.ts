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
    return printError(error, environment);
  }
}

/** The commands and their options; `finish` is told the exit code of the one that ran. */
export function buildProgram(environment: CliEnvironment, finish: (code: ExitCode) => void): Command {
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
    addCompare,
    addCheck,
    addBaseline,
    addHistory,
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
    settle(command, program);
  }
  return program;
}

function settle(command: Command, parent: Command): void {
  command.option('--debug', 'show stack traces of errors').copyInheritedSettings(parent);
  for (const sub of command.commands) {
    settle(sub, command);
  }
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
      collect,
      [],
    );

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

const addRun: AddCommand = (program, environment, finish) => {
  scenarioOptions(program.command('run'))
    .description('run a scenario: load, probes and faults on one clock, then the report')
    .option('--out <dir>', 'folder for the results, exactly (default: reports/<scenario>/<time>-<id>)')
    .option('--dry-run', 'print the plan and touch nothing')
    .addOption(language())
    .option('--quiet', 'no progress')
    .option('--no-report', 'leave out the reports; `chaos report` makes them later')
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

const addCompare: AddCommand = (program, environment, finish) => {
  program
    .command('compare')
    .description('two runs, or two values of a factor within runs: ratios with intervals')
    .argument('<run-dir...>', 'folders of runs')
    .option(
      '--by <factor=a,b>',
      'compare b with a within the runs: frontend=tcp,tcp-gluster; page, condition, engine, cluster',
    )
    .option(
      '--noise <run-dir>',
      'a run of one and the same thing; several give the noise floor (repeatable)',
      collect,
      [],
    )
    .option('--metric <name>', 'only this metric (repeatable)', collect, [])
    .option('--force', 'compare even what is not of the same work, machine or fidelity, and mark it')
    .addOption(language())
    .option('--json', 'print the comparison as one JSON object on standard output')
    .option('--out <dir>', 'also write comparison.json, comparison.md and a forest plot there')
    .action(async (folders, options) =>
      finish(await (await import('./commands/compare.js')).compare(folders, options, environment)),
    );
};

const store = () =>
  new Option('--store <file>', 'the history of runs (default: $CHAOS_HISTORY, or reports/history.ndjson)');

const addCheck: AddCommand = (program, environment, finish) => {
  program
    .command('check')
    .description('regression gate: a run against those before, or against a reference run in turns with it')
    .argument('[run-dir]', 'folder of the run (default: the latest in reports/)')
    .addOption(store())
    .option(
      '--rerun-reference <kind:value>',
      'run candidate and reference in turns; cluster:NAME, command:PROGRAM…, image:TAG, env:NAME=VALUE or set:KEY=VALUE says what the reference is',
    )
    .addOption(
      new Option(
        '--turns <kind>',
        'cells of candidate and reference at once, in turns, or whole runs in turns (default: together, unless the lab can be up only once)',
      ).choices(['together', 'cells', 'runs']),
    )
    .option('--pairs <n>', "how many pairs (default: the scenario's, 10)")
    .option('--set <key=value>', 'change the scenario of candidate and reference (repeatable)', collect, [])
    .option('--margin <percent>', "how much worse any figure may be (default: the scenario's, 5%)")
    .option('--allow-unknown', 'exit 0 where nothing failed but not everything could be judged')
    .option('--no-record', 'do not remember this run')
    .addOption(language())
    .option('--json', 'print the verdict as one JSON object on standard output')
    .option(
      '--out <dir>',
      "folder for check.json, check.md, junit.xml and the plot (default: the run's, check/)",
    )
    .action(async (folder, options) =>
      finish(await (await import('./commands/check.js')).check(folder, options, environment)),
    );
};

const addBaseline: AddCommand = (program, environment, finish) => {
  const baseline = program.command('baseline').description('what runs are judged by');
  baseline
    .command('set')
    .description('from here on, judge by these runs and those that come after them')
    .argument('[run-dir...]', 'folders of runs (default: the latest in reports/)')
    .addOption(store())
    .action(async (folders, options) =>
      finish(await (await import('./commands/baseline.js')).baselineSet(folders, options, environment)),
    );
  baseline
    .command('show')
    .description('the figures that a run of today would be judged by')
    .argument('[scenario]', 'only of this scenario')
    .addOption(store())
    .action(async (scenario, options) =>
      finish((await import('./commands/baseline.js')).baselineShow(scenario, options, environment)),
    );
  baseline
    .command('list')
    .description('a line for each scenario, cluster and machine')
    .addOption(store())
    .action(async (options) =>
      finish((await import('./commands/baseline.js')).baselineList(options, environment)),
    );
};

const addHistory: AddCommand = (program, environment, finish) => {
  const history = program.command('history').description('the runs of many nights');
  history
    .command('add')
    .description('remember runs without judging them')
    .argument('<run-dir...>', 'folders of runs')
    .addOption(store())
    .action(async (folders, options) =>
      finish(await (await import('./commands/history.js')).historyAdd(folders, options, environment)),
    );
  history
    .command('list')
    .description('a line for each run')
    .addOption(store())
    .action(async (options) =>
      finish((await import('./commands/history.js')).historyList(options, environment)),
    );
  history
    .command('trend')
    .description('lasting changes over many runs')
    .argument('[scenario]', 'only of this scenario')
    .addOption(store())
    .addOption(language())
    .option('--json', 'print them as one JSON list on standard output')
    .action(async (scenario, options) =>
      finish((await import('./commands/history.js')).historyTrend(scenario, options, environment)),
    );
  history
    .command('export')
    .description('write the history for other tools')
    .argument('[scenario]', 'only of this scenario')
    .addOption(
      new Option('--format <format>', 'for which tool')
        .choices(['otava', 'github-action-benchmark'])
        .makeOptionMandatory(),
    )
    .addOption(store())
    .option('--out <dir>', 'folder to write to', '.')
    .action(async (scenario, options) =>
      finish(await (await import('./commands/history.js')).historyExport(scenario, options, environment)),
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
    .option('--scenario <name|file>', 'look at this scenario alone')
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
