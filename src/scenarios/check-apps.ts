import type { AppInput } from './input.ts'
import type { Problem } from './problems.ts'
import type { Sound } from './sound.ts'

/** What is wrong with applications that each look right: two with one id. */
export function checkApps(apps: Sound<AppInput>): readonly Problem[] {
  const first = new Map<number, number>()
  return apps.flatMap((app, index) => {
    const earlier = app && first.get(app.sdkAppId)
    if (app && earlier === undefined) first.set(app.sdkAppId, index)
    if (!app || earlier === undefined) return []
    const sentence = `sdkAppId is ${app.sdkAppId}, as in apps[${earlier}]: want another for each application.`
    return [{ path: ['apps', index, 'sdkAppId'], sentence }]
  })
}

/** Why a fault or a call cannot be of an application, if it cannot. Whatever is named is fine where not all are known. */
export function explainUnknownApp(
  app: number | undefined,
  apps: Sound<Pick<AppInput, 'sdkAppId'>>,
): string | undefined {
  if (app === undefined || apps.some(one => one === undefined || one.sdkAppId === app)) return undefined
  const ids = apps.slice(0, 10).map(one => one?.sdkAppId)
  return `app is ${app}: want an application of this scenario, which has ${ids.join(', ')}.`
}
