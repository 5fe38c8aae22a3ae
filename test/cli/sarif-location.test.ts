import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { toSarifLocation } from '../../src/cli/sarif-location.ts'
import { useFolder } from './run.ts'

const root = useFolder()
beforeEach(() => {
  mkdirSync(join(root, '.git'))
  vi.stubEnv('GITHUB_WORKSPACE', '')
})
afterEach(() => void vi.unstubAllEnvs())

const write = (...files: readonly string[]) => {
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), '')
  }
}

const manifests = 'package.json pyproject.toml composer.json go.mod pom.xml build.gradle Gemfile Cargo.toml App.csproj'

test.each(manifests.split(' '))('Points to %s of the working directory', manifest => {
  write('zzz.txt', manifest, 'other/package.json')
  expect(toSarifLocation(undefined, [], root)).toBe(manifest)
})

test('Prefers package.json to other manifests', () => {
  write('pyproject.toml', 'package.json')
  expect(toSarifLocation(undefined, [], root)).toBe('package.json')
})

test('Names a manifest relative to the root of the repository', () => {
  write('package.json', 'services/calls/go.mod')
  expect(toSarifLocation(undefined, [], join(root, 'services/calls'))).toBe('services/calls/go.mod')
})

test('Takes the folder of a GitHub checkout for the root', () => {
  write('checkout/app/package.json')
  vi.stubEnv('GITHUB_WORKSPACE', join(root, 'checkout'))
  expect(toSarifLocation(undefined, [], join(root, 'checkout/app'))).toBe('app/package.json')
})

test('Points to the script of the command if there is no manifest', () => {
  write('test/run.sh', 'package.json', 'tools/x')
  const folder = join(root, 'test')
  expect(toSarifLocation(undefined, ['bash', '-e', 'run.sh'], folder)).toBe('test/run.sh')
})

test('Points to a manifest above if there is neither manifest nor script', () => {
  write('package.json', 'test/readme.txt')
  expect(toSarifLocation(undefined, ['npm', 'test'], join(root, 'test'))).toBe('package.json')
})

test('Names a file of the repository if there is nothing to point to', () => {
  expect(toSarifLocation(undefined, ['true'], root)).toBe('README.md')
})

test('Points to the file that is named, and follows links', () => {
  write('package.json', 'src/client.ts')
  symlinkSync('client.ts', join(root, 'src/link.ts'))
  expect(toSarifLocation('src/client.ts', [], root)).toBe('src/client.ts')
  expect(toSarifLocation('link.ts', [], join(root, 'src'))).toBe('src/client.ts')
})

test('Refuses a named file that does not exist, or is outside of the repository', () => {
  write('package.json')
  for (const named of ['missing.ts', '.', '/etc/hostname'])
    expect(() => toSarifLocation(named, [], root)).toThrow(
      expect.objectContaining({ code: 'invalid-sarif-location', exitCode: 2 }),
    )
})
