import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkReceiver } from '../../../src/conformance/receiver/check.ts'
import { probes } from '../../../src/conformance/receiver/probes/list.ts'
import { rules } from '../../../src/conformance/receiver/rules/list.ts'
import { toText } from '../../../src/conformance/receiver/to-text.ts'
import { explainReason } from '../../../src/conformance/rule.ts'
import { sha256 } from '../../../src/sdk/hash.ts'

const guide = readFileSync(new URL('../../../docs/webhooks-check.md', import.meta.url), 'utf8')

/** The cells of every row of a table that begins so, however wide they are set. */
const rows = (start: RegExp) =>
  guide
    .split('\n')
    .filter(line => start.test(line))
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    )

test('the guide has every rule with its reason, in order, and no other', () => {
  expect(rows(/^\| RB-/)).toEqual(
    rules.map(rule => [rule.id, rule.severity, rule.sentence, explainReason(rule.reason, rule.seen)]),
  )
})

test('the guide has every probe, in the order in which they are played', () => {
  expect(rows(/^\| `[a-z]/)).toEqual(probes.map(({ id, sentence }) => [`\`${id}\``, sentence]))
})

test('what the guide shows is what is printed', async () => {
  const report = await checkReceiver(
    { url: 'http://127.0.0.1:3000/callback', sdkAppId: 88888888 },
    {
      send: async () => ({ status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' }),
      now: () => 1_768_469_400_000,
      sha256,
    },
  )
  expect(guide).toContain(`check http://127.0.0.1:3000/callback\n${toText(report, false).join('\n')}\n\`\`\``)
})
