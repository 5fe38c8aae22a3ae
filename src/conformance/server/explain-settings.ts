import { formatValue } from '../../text/format.ts'
import { type Course, findResponse, pick, pickList } from './probe.ts'
import { settings } from './probes/callback.ts'
import type { ProbeId } from './probes/list.ts'

/** In what a configuration that was told differs from the one that was set; undefined if it does not. Order is free. */
export function explainOther(course: Course, probe: ProbeId, index: 0 | 1): string | undefined {
  const response = findResponse(course, probe)
  const { Url, CallbackCommandList } = settings[index]
  const url = pick(response, 'Url')
  if (url !== Url) return `Url is ${formatValue(url)}: want ${formatValue(Url)}.`
  const list = pickList(response, 'CallbackCommandList')
  const isSame = list.length === CallbackCommandList.length && CallbackCommandList.every(word => list.includes(word))
  return isSame ? undefined : `CallbackCommandList is ${formatValue(list)}: want ${formatValue(CallbackCommandList)}.`
}
