import { Command } from 'commander'
import { usualJournal } from './exec.ts'
import { demandTargets } from './report-files.ts'
import { readStandard } from './report-flags.ts'
import { addSweepFlags, refuseSenseless, type SweepFlags, toExecFlags } from './sweep-flags.ts'

/** `ringback sweep`: runs a command again and again, each time with one fault, and says which of them it does not get over. */
export const sweep = addSweepFlags(new Command('sweep'), usualJournal)
  .description('Run a command once for each fault it can meet, and report which of them it does not get over')
  .argument('<command...>', 'command to run (after --)')
  .addHelpText('after', '\nExample:\n  ringback sweep --env CALL_API={url} --only get_call_info -- npm test\n')
  .action(async (command: string[], flags: SweepFlags, self: Command) => {
    refuseSenseless(self)
    const { knownIssues: known = [] } = await readStandard({
      knownIssues: flags.knownIssues,
      report: [],
      failOn: 'error',
    })
    demandTargets(flags.report)
    const { runSweep } = await import('./run-sweep.ts')
    // Not left to the end of all that is open: that may be held by whatever the command has started.
    process.exit(await runSweep(command, flags, { known, typed: toExecFlags(self) }))
  })
