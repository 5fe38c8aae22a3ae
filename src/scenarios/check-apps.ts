import type { AppInput } from './input.ts'
import type { ScenarioIssue } from './problems.ts'
import type { Sound } from './sound.ts'

/** What is wrong with applications that each look right: two with one id, half of where callbacks go. */
export function checkApps(apps: Sound<AppInput>): readonly ScenarioIssue[] {
  const first = new Map<number, number>()
  return apps.flatMap((app, index) => {
    if (!app) return []
    const problems: ScenarioIssue[] = []
    const add = (path: ScenarioIssue['path'], sentence: string) =>
      problems.push({ path: ['apps', index, ...path], sentence })

    const earlier = first.get(app.sdkAppId)
    if (earlier === undefined) first.set(app.sdkAppId, index)
    else add(['sdkAppId'], `sdkAppId is ${app.sdkAppId}, as in apps[${earlier}]: want another for each application.`)

    const { url, commands } = app.callback ?? {}
    if (url !== undefined && commands === undefined) {
      add(['callback', 'url'], `url is without commands: want which callbacks go there, or neither, ${otherwise}.`)
    }
    if (commands !== undefined && url === undefined) {
      add(['callback', 'commands'], `commands is without url: want where they go, or neither, ${otherwise}.`)
    }
    return problems
  })
}

const otherwise = 'and a client sets both by set_callback'

/** Why a fault or a call cannot be of an application, if it cannot. Whatever is named is fine where not all are known. */
export function explainUnknownApp(
  app: number | undefined,
  apps: Sound<Pick<AppInput, 'sdkAppId'>>,
): string | undefined {
  if (app === undefined || apps.some(one => one === undefined || one.sdkAppId === app)) return undefined
  const ids = apps.slice(0, 10).map(one => one?.sdkAppId)
  return `app is ${app}: want an application of this scenario, which has ${ids.join(', ')}.`
}
