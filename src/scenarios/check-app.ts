import { checkApps } from './check-apps.ts'
import { toProblems } from './explain-issues.ts'
import { once } from './once.ts'
import type { AppPlan } from './plan.ts'
import type { ScenarioIssue } from './problems.ts'
import { appSchema } from './schema-app.ts'

/** What it takes to make an application now: as in a scenario, but whatever is left out is made up. */
export const newAppSchema = once(() => appSchema().partial())

/** An application to be made, checked by itself: what it means, or everything that is wrong with it. */
export function checkApp(
  data: unknown,
): { readonly app: Partial<AppPlan> } | { readonly problems: readonly ScenarioIssue[] } {
  const read = newAppSchema().safeParse(data)
  if (!read.success) return { problems: toProblems(read.error, data) }
  const { sdkAppId, secretKey, admins, rateLimit, callback } = read.data
  // What is left out is as good as anything.
  const whole = { sdkAppId: sdkAppId ?? 1, secretKey: secretKey ?? 'made up', admins: admins ?? [], callback }
  const problems = checkApps([whole]).map(problem => ({ ...problem, path: problem.path.slice(['apps', 0].length) }))
  if (problems.length > 0) return { problems }
  return {
    app: {
      ...(sdkAppId === undefined ? {} : { sdkAppId }),
      ...(secretKey === undefined ? {} : { secretKey }),
      ...(admins === undefined ? {} : { admins }),
      rateLimit,
      callback: callback && { ...callback, retries: callback.retries ?? 0 },
    },
  }
}
