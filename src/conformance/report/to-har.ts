import type { Content, Har, Entry as HarEntry, Header, Page, QueryString } from 'har-format'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Entry } from '../../emulator/journal.ts'
import type { Report } from '../client/report.ts'
import type { NamedJournal } from '../client/standard.ts'
import type { Render } from './formats.ts'
import { explainVerdict } from './outline.ts'
import { toJsonText, toMoment, toWhole } from './printable.ts'

/**
 * The exchanges of journals as HAR 1.2, a page for each journal. Moments are the wall's clock where somebody looked, else the
 * emulator's; a comment says which rules an exchange broke. Of headers only `Host` and `User-Agent` are known,
 * sizes of what went over the wire are not, and secrets are masked. A `status` of 0 means that no answer arrived.
 */
export const toHar: Render = (report, journals) => {
  const har: Har = {
    log: {
      version: '1.2',
      creator: { name: 'ringback', version: packageJson.version },
      pages: journals.map(toPage),
      comment: explainVerdict(report),
      entries: journals.flatMap(({ journal }, run) => {
        const broke = toBroke(report, run)
        return journal.entries.map(entry => toEntry(entry, toPageId(run), broke.get(entry.position)))
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
    startedDateTime: toMoment(journal.run?.began ?? first?.timing?.receivedAt ?? first?.at ?? 0),
    pageTimings: {},
  }
}

/** What each request of a run broke, known or not, by its number. */
function toBroke({ findings }: Report, run: number): ReadonlyMap<number, readonly string[]> {
  const broke = new Map<number, string[]>()
  for (const { rule, slips, known } of findings) {
    for (const slip of [...slips, ...known]) {
      if (slip.run !== run || slip.entry === undefined) continue
      const sentences = broke.get(slip.entry) ?? []
      broke.set(slip.entry, [...sentences, `${rule.id}: ${slip.sentence}`])
    }
  }
  return broke
}

function toEntry(entry: Entry, pageref: string, broke: readonly string[] | undefined): HarEntry {
  const { timing: line, at, method, target, body, isCut, drop, status, reply } = entry
  const isAnswered = drop !== 'before' && line?.abortedAt === undefined
  const time = toTime(entry)
  const blank = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1, bodySize: -1 }
  return {
    pageref,
    startedDateTime: toMoment(line?.receivedAt ?? at),
    time,
    request: {
      ...blank,
      method,
      url: toUrl(line?.host, target),
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
    ...(line?.connection === undefined ? {} : { connection: `${line.connection}` }),
    ...(broke ? { comment: broke.join('\n') } : {}),
    _ringback: toOwn(entry),
  }
}

/** What HAR has no words for; names that begin with an underscore are for that. */
const toOwn = ({
  position: number,
  scope,
  command,
  errorCode,
  failureModes,
  faults,
  delay,
  drop,
  tolerated,
}: Entry) => ({
  number,
  scope,
  command: command ?? null,
  errorCode: errorCode ?? null,
  failureModes,
  faults,
  delay,
  drop: drop ?? null,
  tolerated,
})

/** From the request's arrival until its answer left, in milliseconds; as long as the answer was held back where nobody looked. */
function toTime({ timing: line, delay }: Entry): number {
  const end = line?.abortedAt ?? line?.sentAt
  return line && end !== undefined ? Math.max(0, end - line.receivedAt) : Math.max(0, delay)
}

/** An absolute address, with whatever no address may hold percent-encoded. */
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

const toHeaders = ({ timing: line }: Entry): Header[] => [
  ...(line?.host === undefined ? [] : [{ name: 'Host', value: line.host }]),
  ...(line?.agent === undefined ? [] : [{ name: 'User-Agent', value: line.agent }]),
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
