import type { Effect } from './fault.ts'

/** An answer on its way out: its HTTP status, content type and text. */
export interface RawReply {
  readonly status: number
  /** `none` for a preflight's answer, which has no body. */
  readonly type: 'json' | 'html' | 'none'
  readonly text: string
}

/** What the page of a web server between client and service looks like. */
const page = (status: number) => {
  const title = `${status} ${phrases[status] ?? 'Error'}`
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`
}

const phrases: { readonly [status: number]: string } = {
  200: 'OK',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** Neither JSON nor HTML, and different from any text the service could mean. */
const garbage = '\u0000\u0001{"ErrorCode":0,,]\ufffd\u0002<<not json>>'

/** The answer after a fault has been at its envelope, its status and its body, in this order. */
export function corruptReply(letter: RawReply, { omit, mistype, http, body }: Effect): RawReply {
  let { status, type, text } = letter
  // Where something before the service answers, there is no envelope.
  if ((omit || mistype) && text !== '') {
    // The text is an envelope that was made a moment ago, so it is a JSON object.
    const fields = Object.entries<unknown>(JSON.parse(text) as { readonly [field: string]: unknown })
    const kept = fields.filter(([field]) => !omit?.includes(field))
    const typed = kept.map(([field, value]) => [field, mistype?.includes(field) ? toOtherType(value) : value])
    text = JSON.stringify(Object.fromEntries(typed))
  }
  if (http !== undefined) [status, type, text] = [http, 'html', page(http)]
  switch (body) {
    case 'empty':
      text = ''
      break
    case 'truncated':
      text = text.slice(0, Math.floor(text.length / 2))
      break
    case 'garbage':
      text = garbage
      break
    case 'html':
      ;[type, text] = ['html', page(status)]
  }
  return { status, type, text }
}

/** A string becomes the list of it; anything else its JSON as a string: 0 is "0", an object is encoded twice. */
const toOtherType = (value: unknown): unknown => (typeof value === 'string' ? [value] : JSON.stringify(value))
