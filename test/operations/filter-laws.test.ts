import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { advanceTo, catchUp } from '../../src/emulator/advance.ts'
import { surfaces } from '../surfaces/surface.ts'
import { type Filter, filter, type Life, life, play, rest, toNaive } from './filter-model.ts'
import { quiet } from './sample.ts'

for (const { name, open } of surfaces) {
  describe(name, () => {
    test('Returns the same records as a naive filter, for any calls', async () => {
      const cases = [fc.array(life, { maxLength: 40 }), fc.array(filter, { minLength: 5 }), rest] as const
      await fc.assert(fc.asyncProperty(...cases, compare), { numRuns: name === 'in process' ? 150 : 20 })
    })

    async function compare(lives: readonly Life[], filters: readonly Filter[], wait: number) {
      await using surface = await open({ scenario: quiet, rateLimit: 'off' })
      const { core } = surface.emulator
      const kept = play(surface, lives)
      advanceTo(core.defaultApp, catchUp(core.defaultApp) + wait)
      for (const asked of filters) {
        const { json } = await surface.ask('get_record_by_filter', asked)
        const wanted = toNaive(kept, asked, catchUp(core.defaultApp))
        if (wanted) expect(json?.Response).toEqual(wanted)
        else expect(json).toMatchObject({ ErrorCode: 101050, ErrorInfo: 'No record matches the filter.' })
      }
    }
  })
}
