import { copyFileSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formats } from '../../src/conformance/report/model.ts'
import type { Journal } from '../../src/emulator/journal.ts'
import { createEmulator } from '../create-emulator.ts'
import { run, useFolder } from './run.ts'

const folder = useFolder()

/** A journal in a file: of a valid client, of one that sends an invalid random, or of one that sends nothing. */
async function write(name: string, what: 'good' | 'bad' | 'nothing'): Promise<string> {
  return save(name, await record(what))
}

async function record(what: 'good' | 'bad' | 'nothing'): Promise<Journal> {
  await using emulator = createEmulator({ clock: 'manual' })
  const target = emulator.target('get_call_info')
  const sent = what === 'bad' ? target.replace(/random=\d+/, 'random=none') : target
  if (what !== 'nothing')
    await emulator.fetch(sent, { method: 'POST', body: '{"CallId":"055662e1-bc8a-469c-a334-1126c8c17d58"}' })
  return emulator.saveJournal()
}

function save(name: string, data: unknown): string {
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify(data))
  return file
}

test('Prints the report of a good journal on stdout, the verdict last, and exits with 0', async () => {
  const { code, stdout, stderr } = await run(['report', await write('good.json', 'good')])
  expect([code, stderr, stdout]).toEqual([0, '', expect.stringMatching(/\nPASSED: 1 request\..*\n$/)])
})

test('Evaluates shards together, each named by its file, and fails for a finding in one of them', async () => {
  const files = [await write('one.json', 'good'), await write('two.json', 'bad')]
  const { code, stdout } = await run(['report', ...files])
  expect(code).toBe(1)
  expect(stdout).toMatch(/\nFAILED: 2 requests\..*\n$/)
  for (const part of [...files, 'RB-Q07']) expect(stdout).toContain(part)
})

test('Takes a list of journals in one file, as --report journal writes it', async () => {
  const list = join(folder, 'list.json')
  const files = [await write('one.json', 'good'), await write('two.json', 'bad')]
  const first = await run(['report', ...files, '--format', 'json', '--report', `journal=${list}`])
  const { code, stdout } = await run(['report', list, '--format', 'json'])
  expect([first.code, code]).toEqual([1, 1])
  expect(stdout.replaceAll(list, '')).toBe(first.stdout.replaceAll(files[0] ?? '', '').replaceAll(files[1] ?? '', ''))
})

test('Counts a journal once that is given twice, by its name, by a link, or as a copy', async () => {
  const bad = await write('bad.json', 'bad')
  const [link, copy] = [join(folder, 'link.json'), join(folder, 'copy.json')]
  symlinkSync(bad, link)
  copyFileSync(bad, copy)
  const { code, stdout, stderr } = await run(['report', bad, bad, link, copy, '--format', 'json'])
  expect([code, JSON.parse(stdout).runs.length]).toEqual([1, 1])
  expect(
    stderr
      .trim()
      .split('\n')
      .map(line => line.split(':')[0]),
  ).toEqual([bad, link, copy])
})

test('Names the files that were written before the verdict', async () => {
  const good = await write('good.json', 'good')
  const written = join(folder, 'report.xml')
  const { stdout, stderr } = await run(['report', good, '--report', `junit=${written}`])
  expect(stderr).toBe(`Wrote ${written}\n`)
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^PASSED: /)
})

test('Exits with 5 for journals without requests', async () => {
  const { code, stdout } = await run(['report', await write('nothing.json', 'nothing')])
  expect([code, stdout]).toEqual([5, expect.stringMatching(/^NOT EXERCISED: /m)])
})

test('Fails by --fail-on, --min-coverage and --known-issues', async () => {
  const file = await write('bad.json', 'bad')
  const known = join(folder, 'known.txt')
  writeFileSync(known, 'RB-Q07\n')
  const codes = [
    await run(['report', file, '--fail-on', 'none']),
    await run(['report', file, '--known-issues', known]),
    await run(['report', file, '--known-issues', known, '--min-coverage', '99']),
  ].map(({ code }) => code)
  expect(codes).toEqual([0, 0, 1])
})

test('Writes every format to files, as to stdout', async () => {
  const file = await write('bad.json', 'bad')
  const all = await run([
    'report',
    file,
    ...formats.flatMap(format => ['--report', `${format}=${join(folder, format)}`]),
  ])
  expect(all.code).toBe(1)
  for (const format of formats) expect(readFileSync(join(folder, format), 'utf8').length).toBeGreaterThan(100)
  for (const format of ['text', 'json', 'journal']) {
    const { stdout } = await run(['report', file, '--format', format])
    expect(stdout).toBe(readFileSync(join(folder, format), 'utf8'))
  }
})

test('Writes a report to stdout instead of the text', async () => {
  const file = await write('good.json', 'good')
  expect(JSON.parse((await run(['report', file, '--report', 'json=-'])).stdout)).toMatchObject({ verdict: 'passed' })
})

test('Appends to the summary of a job', async () => {
  const summary = join(folder, 'summary.md')
  writeFileSync(summary, 'before\n')
  await run(['report', await write('bad.json', 'bad')], { GITHUB_STEP_SUMMARY: summary })
  expect(readFileSync(summary, 'utf8')).toMatch(/^before\n[\s\S]*RB-Q07/)
})

test('Refuses a file that is not a journal, and writes nothing', async () => {
  const good = await write('good.json', 'good')
  const journal = await record('bad')
  const cut = save('cut.json', journal)
  truncateSync(cut, 500)
  for (const file of [cut, save('more.json', [journal, { ...journal, total: 7 }])]) {
    const { code, stdout, stderr } = await run(['report', good, file])
    expect([code, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1])
    expect(stderr.startsWith(`${file}: `)).toBe(true)
  }
})
