import type * as z from 'zod'
import { mostProblems } from '../text/fields.ts'
import { formatValue } from '../text/format.ts'
import { explainDeed, isDeed } from './deeds.ts'
import type { ScenarioIssue } from './messages.ts'
import { looseStepSchema } from './schema.ts'

type Issue = z.core.$ZodIssue

/** What the schema found wrong, one problem for each place. `data` is what was checked; `base` is the path to it. */
export function toProblems(
  error: z.ZodError,
  data: unknown,
  base: ScenarioIssue['path'] = [],
): readonly ScenarioIssue[] {
  const problems = new Map<string, ScenarioIssue>()
  for (const issue of error.issues.slice(0, mostProblems)) {
    for (const { path, ...rest } of explain(issue, data)) {
      const problem = { path: [...base, ...path], ...rest }
      // A text that is too long and has the wrong form is one slip, with one sentence.
      const place = JSON.stringify([path, rest.at ?? 'value'])
      if (!problems.has(place)) problems.set(place, problem)
    }
  }
  return [...problems.values()].filter((problem, _, all) => !isMeantBy(problem, all))
}

function explain(issue: Issue, data: unknown): readonly ScenarioIssue[] {
  const path = issue.path.map(key => (typeof key === 'number' ? key : String(key)))
  if (issue.code === 'unrecognized_keys') {
    return issue.message
      .split('\n')
      .map((sentence, index) => ({ path: [...path, issue.keys[index] ?? ''], sentence, at: 'key' }))
  }
  if (issue.code === 'invalid_union') {
    if (issue.discriminator === 'does') {
      const step = path.slice(0, -1)
      return [{ path, sentence: issue.message }, ...explainStep(findAt(data, step), step)]
    }
    if (issue.discriminator !== undefined) return [{ path, sentence: issue.message }]
    const branch = findBranch(issue.errors)
    if (branch) return branch.flatMap(inner => explain({ ...inner, path: [...path, ...inner.path] }, data))
  }
  const came = findAt(data, path)
  const what = came === undefined ? 'is missing' : `is ${explainCame(came)}`
  return [{ path, sentence: `${toName(path)} ${what}: want ${issue.message}` }]
}

/** What else is wrong with a step whose verb cannot be read, so that it is reported at the same time. */
function explainStep(step: unknown, path: ScenarioIssue['path']): readonly ScenarioIssue[] {
  const { error } = looseStepSchema().safeParse(step)
  const rest = error ? error.issues.flatMap(issue => explain(issue, step)) : []
  const { does }: { readonly does?: unknown } = Object(step)
  const misnamed =
    does === undefined ? rest.find(({ sentence }) => sentence.endsWith('Did you mean "does"?')) : undefined
  const verb = misnamed && findAt(step, misnamed.path)
  const unknown: readonly ScenarioIssue[] =
    misnamed && !isDeed(verb) ? [{ path: [...misnamed.path], sentence: explainDeed(verb, 'user' in Object(step)) }] : []
  return [...rest, ...unknown].map(problem => ({ ...problem, path: [...path, ...problem.path] }))
}

/** The alternative that was tried: of all those that looked inside, the one that knows every key. */
function findBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const inside = branches.filter(
    issues =>
      issues.some(({ path }) => path.length > 0) &&
      !issues.some(({ code, path }) => code === 'unrecognized_keys' && path.length === 0),
  )
  return inside.length === 1 ? inside[0] : undefined
}

/** A key that is missing because it was mistyped: the sentence about the mistyped one says it all. */
const isMeantBy = ({ path, sentence }: ScenarioIssue, all: readonly ScenarioIssue[]) =>
  sentence.includes(' is missing: ') &&
  all.some(
    other =>
      other.at === 'key' &&
      other.path.length === path.length &&
      other.path.slice(0, -1).every((key, index) => key === path[index]) &&
      other.sentence.endsWith(`Did you mean "${path.at(-1)}"?`),
  )

function toName(path: ScenarioIssue['path']): string {
  const last = path.findLastIndex(key => typeof key === 'string')
  if (last < 0) return 'This'
  return `${path[last]}${path
    .slice(last + 1)
    .map(index => `[${index}]`)
    .join('')}`
}

function explainCame(came: unknown): string {
  if (Array.isArray(came)) return came.length === 0 ? 'an empty list' : `a list of ${came.length}`
  if (typeof came === 'object' && came !== null) return 'a map'
  if (typeof came === 'function') return 'a function'
  return typeof came === 'string' ? formatValue(came) : String(came)
}

function findAt(data: unknown, path: ScenarioIssue['path']): unknown {
  let at = data
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = Reflect.get(at, key)
  }
  return at
}
