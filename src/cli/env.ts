import { Command } from 'commander'
import { formatList } from '../text/quote.ts'
import { askForVariables } from './ask-for-variables.ts'
import { Exit, exitCodes } from './exit.ts'
import { defineFlag, toToken } from './options.ts'
import { print, say } from './print.ts'
import { type Form, forms, writeVariables } from './shells.ts'
import { usualPort } from './start-flags.ts'
import { toEnvironment } from './variables.ts'

/** `ringback env`: writes the variables by which clients find an emulator that runs, as a shell or another program reads them. */
export const env = new Command('env')
  .description('Write the variables by which clients find a running emulator')
  .addOption(defineFlag('--url <url>', 'where it serves').default(`http://127.0.0.1:${usualPort}`))
  .addOption(defineFlag('--control-token <token>', 'what its control surface wants').argParser(toToken))
  .addOption(
    defineFlag('--format <form>', 'who reads them')
      .choices([...forms])
      .default('sh'),
  )
  .addOption(
    defineFlag('--intercept', 'those too that lead a client there whose host is hard-coded; wants start --https'),
  )
  .addHelpText('after', '\nExample:\n  eval "$(ringback env)"\n  ringback env --format github >> "$GITHUB_ENV"\n')
  .action(async ({ url, controlToken, format, intercept = false }: EnvFlags) => {
    const variables = await askForVariables(url, controlToken)
    if (intercept && !variables.some(({ intercepts }) => intercepts)) {
      throw new Exit(
        exitCodes.noStart,
        `${url} speaks no https, so nothing can be led there: run it by ringback start --https.`,
      )
    }
    const wanted = variables.filter(({ intercepts }) => intercept || !intercepts)
    const { text, left } = writeVariables(toEnvironment(wanted, process.env), format)
    print(text)
    if (left.length > 0) say(explainLeft(left, format))
  })

interface EnvFlags {
  readonly url: string
  readonly controlToken?: string
  readonly format: Form
  readonly intercept?: boolean
}

function explainLeft(left: readonly string[], form: Form): string {
  const names = formatList(left, 'and')
  return form === 'github'
    ? `${names} is left out, which GitHub takes from no step: run what Node runs by ringback exec --intercept, or set it in the step's own env.`
    : `${names} cannot be written in this form: take --format json.`
}
