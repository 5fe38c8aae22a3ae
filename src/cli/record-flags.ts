import type { Command } from 'commander'
import { parseDuration } from '../text/duration.ts'
import { usualJournal } from './exec.ts'
import { defineFlag, defineListFlag, toInteger, toStretch } from './options.ts'
import { addReportFlags, type ReportFlags } from './report-flags.ts'
import { defineAddress, usualPort } from './start-flags.ts'
import { toUpstream } from './upstream.ts'
import { addTemplate, type Template } from './variables.ts'

/** What `record` is told on its command line. */
export interface RecordFlags extends ReportFlags {
  readonly upstream?: URL
  readonly port: number
  readonly host: string
  readonly out: string
  readonly journal: number
  readonly env: readonly Template[]
  readonly timeout?: number
  readonly grace: number
  readonly verbose?: boolean
  readonly quiet?: boolean
}

/** Gives a command every flag that a recording is made with. */
export const addRecordFlags = (command: Command): Command =>
  addReportFlags(
    command
      .addOption(
        defineFlag('--upstream <url>', 'the server; of the service its region or its host is enough').argParser(
          toUpstream,
        ),
      )
      .addOption(defineAddress('--port <n>', '0 takes any free one').argParser(toInteger(0, 65_535)).default(usualPort))
      .addOption(defineAddress('--host <address>', 'the address to listen on').default('127.0.0.1'))
      .addOption(defineFlag('--out <file>', 'the scenario').default('recorded.scenario.yaml'))
      .addOption(
        defineFlag('--journal <n>', 'how many exchanges are kept')
          .argParser(toInteger(1, 1_000_000))
          .default(usualJournal),
      )
      .addOption(
        defineListFlag(
          '--env <name=template>',
          'environment variable for the command; may contain {url} {host} {port}',
          { add: addTemplate },
        ),
      )
      .addOption(defineFlag('--timeout <duration>', 'how long the command may take').argParser(toStretch))
      .addOption(
        defineFlag('--grace <duration>', 'how long it has after a signal, until it is killed')
          .argParser(toStretch)
          .default(parseDuration('5s'), '5s'),
      )
      .addOption(defineFlag('--verbose', 'a line for each request, also while a command runs'))
      .addOption(defineFlag('--quiet', 'no line for each request')),
  )
