import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { parseScenario } from '../../src/scenarios/yaml.ts'

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
const blocks = (file: string, language: string) =>
  [...read(file).matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block = '']) => block)

test('Names the tarball of this version in the Install section', () => {
  const named = [...read('README.md').matchAll(/ringback-([\w.-]+)\.tgz/g)].map(([, version]) => version)
  expect(new Set(named)).toEqual(new Set([packageJson.version]))
})

test('Has no links in package.json', () => {
  for (const name of ['repository', 'homepage', 'bugs', 'funding']) expect(packageJson).not.toHaveProperty(name)
})

const scenarios = ['README.md', 'docs/scenarios.md', 'docs/guides/qa.md'].flatMap(file =>
  blocks(file, 'yaml').map((text, index) => [`${file}, ${index + 1}`, text] as const),
)

test.each(scenarios)('Contains a valid scenario in %s', (_, text) => {
  const whole = text.includes('ringback: 1') ? text : `ringback: 1\n${text}`
  expect(() => parseScenario(whole)).not.toThrow()
})

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'examples/README.md'],
  ...readdirSync(new URL('../../docs', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.md'))
    .map(file => `docs/${file}`),
]

const readProse = (page: string) => read(page).replaceAll(/^```[\s\S]*?^```/gm, '')

/** The ids that GitHub gives to the headings of a page. */
const listAnchors = (page: string) =>
  [...readProse(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )

test('Every relative link of the documentation has a target', () => {
  const links = pages.flatMap(page =>
    [...readProse(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      // The images of the console are made by a script.
      .filter(target => !/^https?:|\.png$/.test(target))
      .map(target => ({ page, target })),
  )
  expect(links.length).toBeGreaterThan(100)
  const broken = links.filter(({ page, target }) => {
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : join(dirname(page), path)
    if (!existsSync(new URL(`../../${file}`, import.meta.url))) return true
    return anchor !== undefined && file.endsWith('.md') && !listAnchors(file).includes(anchor)
  })
  expect(broken).toEqual([])
})
