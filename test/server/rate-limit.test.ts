import { describe, expect, test } from 'vitest'
import { surfaces } from '../surfaces/surface.ts'

const body = { CallId: '055662e1-bc8a-469c-a334-1126c8c17d58' }

describe.each(surfaces)('$name', ({ open }) => {
  test('Refuses exactly one of 201 requests in a second, and none in the next', async () => {
    await using surface = await open()
    const codes = []
    for (let index = 0; index < 201; index++) codes.push((await surface.ask('get_call_info', body)).json?.ErrorCode)
    expect(codes.filter(code => code === 60007)).toHaveLength(1)
    expect(codes.at(-1)).toBe(60007)
    await surface.emulator.clock.advance('999ms')
    expect((await surface.ask('get_call_info', body)).json?.ErrorInfo).toContain('blocked by quota')
    await surface.emulator.clock.advance('1ms')
    expect((await surface.ask('get_call_info', body)).json?.ErrorCode).toBe(0)
  })

  test('Does not count refused requests', async () => {
    await using surface = await open({ rateLimit: 2 })
    for (let index = 0; index < 5; index++)
      await surface.request('/v4/call_engine_http_srv/get_call_info', { method: 'POST' })
    const codes = []
    for (let index = 0; index < 3; index++) codes.push((await surface.ask('get_call_info', body)).json?.ErrorCode)
    expect(codes).toEqual([0, 0, 60007])
  })

  test('Limits nothing if the rate limit is off', async () => {
    await using surface = await open({ rateLimit: 'off' })
    const answers = await Promise.all(Array.from({ length: 300 }, () => surface.ask('get_call_info', body)))
    expect(answers.every(({ json }) => json?.ErrorCode === 0)).toBe(true)
  })
})
