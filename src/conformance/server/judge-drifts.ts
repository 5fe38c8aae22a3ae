import type { Operation } from '../../contracts/operation.ts'
import { findOperation, operations } from '../../contracts/operations.ts'
import { type Answer, type Drift, driftRules, findErrorCode, parseObject, toDrifts } from './drift.ts'
import { pick } from './probe.ts'
import type { Opinion, Rule } from './rule.ts'
import type { Draft } from './stage.ts'

/** For rules on answers whatever was asked: every answer is held against the contract; of each field the first slip is told. */
export const judgeDrifts =
  (about: keyof typeof driftRules): Rule['judge'] =>
  course => {
    const opinions: Opinion[] = []
    const told = new Set<string>()
    for (const { probe, shots } of course.played) {
      for (const { draft, outcome } of shots) {
        // A preflight's answer has no body.
        if (!('status' in outcome) || draft.method === 'OPTIONS') continue
        const operation = findContract(draft)
        const all = read(operation, outcome)
        const own = all.filter(({ rule }) => rule === driftRules[about])
        if (own.length === 0 && isJudged[about](operation, outcome)) opinions.push('kept')
        for (const { field, sentence, seen } of own) {
          const key = `${draft.path} ${field}`
          if (told.has(key) || told.size >= most) continue
          told.add(key)
          opinions.push({ slip: sentence, probe: probe.id, field, seen })
        }
      }
    }
    return opinions.length > 0
      ? opinions
      : [{ unclear: unclear[about] ?? 'No answer came that this could be seen in.' }]
  }

/** How many slips of a rule are told. */
const most = 20

const drifts = new WeakMap<Answer, readonly Drift[]>()

/** Each answer is looked at once, for all rules. */
function read(operation: Operation | undefined, answer: Answer): readonly Drift[] {
  const known = drifts.get(answer)
  if (known) return known
  const found = toDrifts(operation, answer)
  drifts.set(answer, found)
  return found
}

/** The contract of the command that a request names. */
export function findContract({ path }: Pick<Draft, 'path'>): Operation | undefined {
  const name = findOperation(path)
  return name === undefined ? undefined : operations[name]
}

type Judged = (operation: Operation | undefined, answer: Answer) => boolean

const always: Judged = () => true
const isObject: Judged = (_, { text }) => parseObject(text) !== undefined
const hasCode: Judged = (_, { text }) => findErrorCode(Object(parseObject(text))) !== undefined
const has =
  (field: string): Judged =>
  (_, { text }) =>
    pick(parseObject(text), field) !== undefined
const isTold: Judged = (operation, answer) =>
  operation?.response !== undefined &&
  findErrorCode(Object(parseObject(answer.text))) === 0 &&
  has('Response')(operation, answer)

/** Whether an answer can keep a rule: where there is no Response, no field of it is right. */
const isJudged: { readonly [About in keyof typeof driftRules]: Judged } = {
  status: always,
  contentType: always,
  json: always,
  envelope: isObject,
  requestId: has('RequestId'),
  actionStatus: has('ActionStatus'),
  errorInfo: has('ErrorInfo'),
  errorCode: hasCode,
  response: hasCode,
  missing: isTold,
  type: isTold,
  value: isTold,
  extra: isObject,
}

const noResponse = 'No success came that has a Response: name a call with --call-id, or allow changes with --write.'

const unclear: { readonly [About in keyof typeof driftRules]?: string } = {
  missing: noResponse,
  type: noResponse,
  value: noResponse,
}
