import { type ErrorRow, toErrorTable } from '../../src/contracts/refusal-order.ts'
import type { Witness } from './evidence.ts'
import type { Chapter } from './section.ts'

/** Every error code, with who answers it. */
export const toErrors = ({ findCode }: Witness): Chapter => ({
  title: 'Errors',
  sections: [
    {
      title: 'Error codes',
      text: [
        'Whether a request may be retried is documented for 101001; for all other codes it follows from the meaning.',
      ],
      tables: [
        {
          columns: ['code', 'meaning', 'retry', 'returned by'],
          facts: toErrorTable().map(({ code, meaning, retry, commands, source }) => ({
            cells: [`${code}`, meaning, retry, explainCommands(commands)],
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
