import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, test } from 'vitest'
import prose from './prose.json' with { type: 'json' }

const root = new URL('../..', import.meta.url).pathname

const list = (folder: string, ending: RegExp): readonly string[] =>
  readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter(file => ending.test(file) && !file.includes('__snapshots__') && !file.includes('node_modules'))
    .map(file => `${folder}/${file}`)

/** A text that people read, with its line. */
interface Passage {
  readonly file: string
  readonly line: number
  readonly text: string
}

/** Markdown without code. */
const toPassages = (file: string): readonly Passage[] =>
  readFileSync(root + file, 'utf8')
    .replaceAll(/^```[\s\S]*?^```/gm, block => block.replaceAll(/[^\n]/g, ''))
    .replaceAll(/`[^`\n]*`|\]\([^)]*\)|https?:\S+/g, '')
    .split('\n')
    .map((text, index) => ({ file, line: index + 1, text }))

/** Comments, and string literals of several words: messages, descriptions and titles. */
function toCodePassages(file: string): readonly Passage[] {
  const text = readFileSync(root + file, 'utf8')
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: { readonly at: number; readonly text: string }[] = []
  const seen = new Set<number>()
  const visit = (node: ts.Node) => {
    for (const { pos, end } of [
      ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
    ]) {
      if (!seen.has(pos)) found.push({ at: pos, text: text.slice(pos, end).replaceAll(/`[^`]*`/g, '') })
      seen.add(pos)
    }
    const isText =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)
    if (isText && /\w+ \w+/.test(node.text))
      found.push({ at: node.getStart(), text: node.text.replaceAll(/`[^`]*`/g, '') })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found.flatMap(({ at, text: passage }) => {
    const first = source.getLineAndCharacterOfPosition(at).line + 1
    return passage.split('\n').map((line, index) => ({ file, line: first + index, text: line }))
  })
}

const patterns = prose.patterns.map(([pattern = '', instead = '']) => ({ pattern: new RegExp(pattern, 'i'), instead }))

/** Every use of a word or phrase that plain English does without. */
const findDialect = (passages: readonly Passage[]): readonly string[] =>
  passages.flatMap(({ file, line, text }) =>
    patterns.flatMap(({ pattern, instead }) => {
      const [phrase] = pattern.exec(text) ?? []
      const isException = prose.exceptions.some(
        (one: { readonly file: string; readonly text: string }) => file === one.file && text.includes(one.text),
      )
      return phrase === undefined || isException
        ? []
        : [`${file}:${line}: "${phrase.trim()}"${instead && `; instead: ${instead}`}`]
    }),
  )

test('Finds a phrase in a comment, a message and a page', () => {
  const passages = ['// Whoever asks', 'is no JSON', 'The service stumbles'].map((text, index) => ({
    file: 'x',
    line: index + 1,
    text,
  }))
  expect(findDialect(passages).map(found => found.split(';')[0])).toEqual([
    'x:1: "Whoever"',
    'x:2: "is no"',
    'x:3: "stumbl"',
  ])
})

test('The documentation is in plain English', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...list('docs', /\.md$/), ...list('examples', /\.md$/)]
  expect(pages.flatMap(toPassages).length).toBeGreaterThan(500)
  expect(findDialect(pages.flatMap(toPassages))).toEqual([])
})

test('Messages, descriptions and comments are in plain English', () => {
  expect(findDialect(list('src', /\.tsx?$/).flatMap(toCodePassages))).toEqual([])
})

test('Scenarios of the library are in plain English', () => {
  expect(findDialect(list('src/scenarios/library', /\.yaml$/).flatMap(toPassages))).toEqual([])
})

test('Titles of tests and comments in them are in plain English', () => {
  expect(
    findDialect(
      list('test', /\.ts$/)
        .filter(file => !file.endsWith('ledger/prose.test.ts'))
        .flatMap(toCodePassages),
    ),
  ).toEqual([])
})
