import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { createEmulator } from '../create-emulator.ts'
import { run, useFolder } from './run.ts'

const folder = useFolder()

/** The folder of temporary files, and a PATH whose xdg-open writes what it is given to a file. */
function prepare() {
  for (const name of ['bin', 'tmp']) mkdirSync(join(folder, name), { recursive: true })
  const opened = join(folder, 'opened')
  writeFileSync(join(folder, 'bin', 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > ${opened}\n`, { mode: 0o755 })
  const environment = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, TMPDIR: join(folder, 'tmp') }
  return { environment, readOpened: () => (existsSync(opened) ? readFileSync(opened, 'utf8') : undefined) }
}

async function record() {
  await using emulator = createEmulator({ clock: 'manual' })
  const target = emulator.target('get_call_info').replace(/random=\d+/, 'random=none')
  await emulator.fetch(target, { method: 'POST', body: '{"CallId":"055662e1-bc8a-469c-a334-1126c8c17d58"}' })
  return emulator.saveJournal()
}

/** Writes a journal, and reports that are made from it. */
async function write() {
  const file = (name: string) => join(folder, name)
  writeFileSync(file('run.json'), JSON.stringify(await record()))
  const reports = ['--report', `json=${file('report.json')}`, '--report', `html=${file('report.html')}`]
  await run(['report', file('run.json'), ...reports])
  return { journal: file('run.json'), json: file('report.json'), html: file('report.html') }
}

const toRun = (file: string) => {
  const [, data = ''] =
    /<script type="application\/json" id="run">(.*?)<\/script>/s.exec(readFileSync(file, 'utf8')) ?? []
  return JSON.parse(data)
}

test.runIf(process.platform === 'linux')('Opens a journal as a page, prints its file and leaves it there', async () => {
  const { environment, readOpened } = prepare()
  const { journal } = await write()
  const { code, stdout, stderr } = await run(['open', journal], environment)
  expect([code, stderr]).toEqual([0, ''])
  const file = stdout.trimEnd()
  expect(file.startsWith(join(folder, 'tmp', 'ringback-open-'))).toBe(true)
  expect(readOpened()).toBe(pathToFileURL(file).href)
  expect(toRun(file)).toMatchObject({
    report: { kind: 'client', verdict: 'failed' },
    runs: [
      {
        name: journal,
        calls: expect.any(Array),
        entries: [{ command: 'get_call_info', explanation: { decidedBy: 'random', summary: expect.any(String) } }],
      },
    ],
  })
})

test('Opens a report as JSON without its requests, and one as HTML with everything', async () => {
  const { json, html } = await write()
  const output = join(folder, 'page.html')
  expect(await run(['open', json, '--output', output])).toMatchObject({ code: 0, stdout: `${output}\n`, stderr: '' })
  expect(toRun(output)).toEqual({ report: JSON.parse(readFileSync(json, 'utf8')), runs: [] })
  expect((await run(['open', html, '--output', output])).code).toBe(0)
  expect(readFileSync(output, 'utf8').replace(/<noscript>.*/s, '')).toBe(
    readFileSync(html, 'utf8').replace(/<noscript>.*/s, ''),
  )
})

test('Opens several journals of one file', async () => {
  const list = join(folder, 'list.json')
  writeFileSync(list, JSON.stringify([await record(), await record()]))
  const output = join(folder, 'page.html')
  await run(['open', list, '--output', output])
  expect(toRun(output).runs).toHaveLength(2)
})

test('Prints the address if no browser can be started', async () => {
  const { environment } = prepare()
  const { journal } = await write()
  const { code, stdout, stderr } = await run(['open', journal], { ...environment, PATH: '/nowhere' })
  expect([code, stderr]).toEqual([0, expect.stringContaining(pathToFileURL(stdout.trimEnd()).href)])
})

test.each([
  ['nothing.json', undefined, 'The file does not exist'],
  ['note.txt', 'hello', 'Invalid journal'],
  ['page.html', '<!doctype html><title>x</title>', 'expected one that --report html=FILE has written'],
  ['data.html', '<script type="application/json" id="run">{}</script>', 'expected one that --report html=FILE'],
  ['old.json', '{"ringback":"report","formatVersion":1}', 'Invalid journal'],
])('Refuses %s with exit code 2', async (name, text, message) => {
  const file = join(folder, name)
  if (text !== undefined) writeFileSync(file, text)
  const { code, stdout, stderr } = await run(['open', file, '--output', join(folder, 'never.html')])
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)])
  expect(existsSync(join(folder, 'never.html'))).toBe(false)
})
