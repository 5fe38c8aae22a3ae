import type { CallbackContract } from '../../src/contracts/callback.ts'
import {
  type CallbackParameter,
  callbackAnswer,
  callbackFacts,
  callbackParameters,
} from '../../src/contracts/callback.ts'
import { callbackCommands, callbacks } from '../../src/contracts/callbacks.ts'
import { toFieldTable } from './fields.ts'
import { type Chapter, type Section, toPageLink } from './section.ts'

const parameters: readonly (readonly [string, CallbackParameter])[] = Object.entries(callbackParameters)

const sending: Section = {
  title: 'How callbacks are sent',
  text: [],
  tables: [
    { columns: ['fact'], facts: callbackFacts.map(({ fact, source }) => ({ cells: [fact], sources: [source] })) },
    {
      caption: 'Appended to the query of the address, in this order:',
      columns: ['parameter', 'there', 'what', 'such as'],
      facts: parameters.map(([name, { signed, description, example, source }]) => ({
        cells: [`\`${name}\``, signed ? 'with a token' : 'always', description, `\`${example}\``],
        sources: [source],
      })),
    },
    toFieldTable("The receiver's answer:", callbackAnswer, { page: 68941 }),
  ],
}

/** How the service tells an application's backend what happens, and what. */
export const toCallbacks = (): Chapter => ({
  title: 'Callbacks',
  sections: [sending, ...callbackCommands.map(command => toSection(callbacks[command]))],
})

function toSection({ command, description, pages, body }: CallbackContract): Section {
  return {
    title: command,
    text: [`\`POST\` to the URL that set_callback has set, ${pages.map(toPageLink).join(', ')}`, description],
    tables: [toFieldTable('Body:', body, { page: pages[0] })],
  }
}
