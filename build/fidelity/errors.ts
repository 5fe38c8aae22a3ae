import { type ErrorRow, toErrorTable } from '../../src/contracts/refusal-order.ts'
import type { Witness } from './evidence.ts'
import type { Chapter } from './section.ts'

/** Every error code, with who answers it. */
export const toErrors = ({ findCode }: Witness): Chapter => ({
  title: 'Errors',
  sections: [
    {
      title: 'Error codes',
      text: ['What may be asked again is documented for 101001; for all others it follows from the meaning.'],
      tables: [
        {
          columns: ['code', 'meaning', 'ask again', 'answered by'],
          facts: toErrorTable().map(({ code, meaning, retry, commands, source }) => ({
            cells: [`${code}`, meaning, retry === 'again' ? 'yes' : retry, explainCommands(commands)],
            sources: [source],
            witnessed: findCode(code),
          })),
        },
      ],
    },
  ],
})

function explainCommands(commands: ErrorRow['commands']): string {
  if (commands === 'every command') return commands
  return commands.length > 0 ? commands.map(command => `\`${command}\``).join(', ') : 'faults alone'
}
