import type { Content, Har, Entry as HarEntry, Header, Page, QueryString } from 'har-format'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Entry } from '../../emulator/journal.ts'
import type { ClientReport } from '../client/report.ts'
import type { NamedJournal } from '../client/run-facts.ts'
import type { RenderClient } from './model.ts'
import { explainHeadline } from './outline.ts'
import { toJsonText, toTimestamp, toWhole } from './printable.ts'

/**
 * The exchanges of journals as HAR 1.2, a page for each journal. Times are those of the wall clock if it was recorded,
 * else of the emulator's; a comment names the rules that an exchange broke. Of the headers only `Host` and `User-Agent`
 * are known, sizes on the wire are not, and secrets are masked. A `status` of 0 means that no response arrived.
 */
export const toHar: RenderClient<ClientReport> = (report, journals) => {
  const har: Har = {
    log: {
      version: '1.2',
      creator: { name: 'ringback', version: packageJson.version },
      pages: journals.map(toPage),
      comment: explainHeadline(report),
      entries: journals.flatMap(({ journal }, run) => {
        const broken = listBroken(report, run)
        return journal.entries.map(entry => toEntry(entry, toPageId(run), broken.get(entry.position)))
      }),
    },
  }
  return toJsonText(har)
}

const toPageId = (run: number) => `run-${run + 1}`

function toPage({ journal, name }: NamedJournal, run: number): Page {
  const [first] = journal.entries
  return {
    id: toPageId(run),
    title: name ?? journal.scenario,
    startedDateTime: toTimestamp(journal.run?.began ?? first?.timing?.receivedAt ?? first?.at ?? 0),
    pageTimings: {},
  }
}

/** The rules that each request of a run broke, known issues included, by its number. */
function listBroken({ results }: ClientReport, run: number): ReadonlyMap<number, readonly string[]> {
  const broken = new Map<number, string[]>()
  for (const { rule, findings, knownFindings } of results) {
    for (const { subject, message } of [...findings, ...knownFindings]) {
      if (subject.run !== run || subject.position === undefined) continue
      broken.set(subject.position, [...(broken.get(subject.position) ?? []), `${rule.id}: ${message}`])
    }
  }
  return broken
}

function toEntry(entry: Entry, pageref: string, broken: readonly string[] | undefined): HarEntry {
  const { timing, at, method, target, body, isCut, drop, status, reply } = entry
  const isAnswered = drop !== 'before' && timing?.abortedAt === undefined
  const time = toTime(entry)
  const blank = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1, bodySize: -1 }
  return {
    pageref,
    startedDateTime: toTimestamp(timing?.receivedAt ?? at),
    time,
    request: {
      ...blank,
      method,
      url: toUrl(timing?.host, target),
      headers: toHeaders(entry),
      queryString: toQuery(target),
      ...(body === '' ? {} : { postData: toPostData(body, isCut) }),
    },
    response: {
      ...blank,
      status: isAnswered ? status : 0,
      statusText: isAnswered && status === 200 ? 'OK' : '',
      headers: [],
      content: isAnswered ? toContent(reply) : { size: 0, mimeType: 'x-unknown' },
      redirectURL: '',
    },
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
    ...(timing?.connection === undefined ? {} : { connection: `${timing.connection}` }),
    ...(broken ? { comment: broken.join('\n') } : {}),
    _ringback: toOwn(entry),
  }
}

/** Fields that HAR does not define; their name begins with an underscore. */
const toOwn = ({ position, scope, command, errorCode, failureModes, faults, delay, drop, tolerated }: Entry) => ({
  position,
  scope,
  command: command ?? null,
  errorCode: errorCode ?? null,
  failureModes,
  faults,
  delay,
  drop: drop ?? null,
  tolerated,
})

/** From receiving the request to sending the response, in milliseconds; without timings the delay of the response. */
function toTime({ timing, delay }: Entry): number {
  const end = timing?.abortedAt ?? timing?.sentAt
  return timing && end !== undefined ? Math.max(0, end - timing.receivedAt) : Math.max(0, delay)
}

/** An absolute URL, with invalid characters percent-encoded. */
function toUrl(host: string | undefined, target: string): string {
  const authority = host !== undefined && /^(?:[\w.-]+|\[[\da-f:]+\])(?::\d{1,5})?$/i.test(host) ? host : 'localhost'
  const path = target.startsWith('/') ? target : `/${target}`
  return `http://${authority}${toWhole(path)
    .replaceAll(/%(?![\da-f]{2})/gi, '%25')
    .replaceAll(/[^\w\-.~:/?@!$&'()*+,;=%]/gu, encodeURIComponent)}`
}

function toQuery(target: string): QueryString[] {
  const mark = target.indexOf('?')
  if (mark === -1) return []
  return Array.from(new URLSearchParams(target.slice(mark + 1)), ([name, value]) => ({ name, value }))
}

const toHeaders = ({ timing }: Entry): Header[] => [
  ...(timing?.host === undefined ? [] : [{ name: 'Host', value: timing.host }]),
  ...(timing?.agent === undefined ? [] : [{ name: 'User-Agent', value: timing.agent }]),
]

const toPostData = (text: string, isCut: boolean) => ({
  mimeType: 'application/json',
  text,
  ...(isCut ? { comment: 'Only the first part of it was kept.' } : {}),
})

const toContent = (text: string): Content => ({
  size: new TextEncoder().encode(text).length,
  mimeType: text.trimStart().startsWith('<') ? 'text/html' : 'application/json',
  text,
})
