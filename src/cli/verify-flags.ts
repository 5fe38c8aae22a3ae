import { type Command, InvalidArgumentError } from 'commander'
import type { FailOn } from '../conformance/rule.ts'
import { demoApp } from '../scenarios/demo-app.ts'
import { defineFlag, defineListFlag, toInteger, toStretch } from './options.ts'
import { type ReportTarget, toAddTargets } from './report-flags.ts'
import { type Named, toTarget } from './verify-subject.ts'

/** How a report on a server is written down. */
const verifyFormats = ['text', 'json', 'junit', 'markdown'] as const

/** A file that a report on a server is written to, `-` being stdout, and how. */
export type VerifyTarget = ReportTarget<(typeof verifyFormats)[number]>

/** What `verify` is told on its command line. */
export interface VerifyFlags extends Named {
  readonly pause: number
  readonly answerTimeout: number
  readonly timeout: number
  readonly json?: boolean
  readonly report: readonly VerifyTarget[]
  readonly failOn: FailOn
  readonly evidence?: string
  readonly baseline?: string
  readonly verbose?: boolean
}

/** Gives a command every flag a server is looked at with. */
export const addVerifyFlags = (command: Command): Command =>
  command
    .addOption(
      defineFlag('--target <url>', 'the server; of a host of the service the name is enough').argParser(toTarget),
    )
    .addOption(
      defineFlag('--sdkappid <id>', 'the application')
        .argParser(toInteger(1, 999_999_999_999))
        .default(demoApp.sdkAppId),
    )
    .addOption(defineFlag('--secret-key <key>', "its key; the demo application's if it is that one"))
    .addOption(defineFlag('--usersig <sig>', "the administrator's UserSig, where there is no key to make it with"))
    .addOption(defineFlag('--identifier <account>', 'an administrator').default(demoApp.admins[0]))
    .addOption(defineFlag('--call-id <id>', 'a call that is under way, to be asked for'))
    .addOption(defineFlag('--write', 'also starts and ends a call, and sets the callback address and puts it back'))
    .addOption(defineFlag('--flood', 'also sends 400 requests at once, to meet the limit; wants --write'))
    .addOption(defineFlag('--robot <account>', 'who starts the call').default('ringback-robot'))
    .addOption(defineFlag('--callee <account>', 'who is called').default('ringback-callee'))
    .addOption(defineFlag('--pause <duration>', 'between two requests').argParser(toShort).default(50, '50ms'))
    .addOption(
      defineFlag('--answer-timeout <duration>', 'time limit for one answer').argParser(toShort).default(5_000, '5s'),
    )
    .addOption(
      defineFlag('--timeout <duration>', 'time limit for the whole run').argParser(toShort).default(120_000, '2m'),
    )
    .addOption(defineFlag('--json', 'the report for programs, on stdout'))
    .addOption(
      defineListFlag('--report <format=file>', `report to write: ${verifyFormats.join(', ')}; - is stdout`, {
        add: toAddTargets(verifyFormats),
      }),
    )
    .addOption(
      defineFlag('--fail-on <severity>', 'the least that fails').choices(['error', 'warning', 'none']).default('error'),
    )
    .addOption(defineFlag('--evidence <file>', 'keeps the run, without secrets and what is yours'))
    .addOption(defineFlag('--baseline <file>', 'file of --evidence to report changes against'))
    .addOption(defineFlag('--verbose', 'tells of each request when it has been answered'))

/** The longest stretch that any of it takes, in milliseconds: an hour. */
const longest = 3_600_000

function toShort(text: string): number {
  const stretch = toStretch(text)
  if (stretch <= longest) return stretch
  throw new InvalidArgumentError('Want an hour at most.')
}
