import type { Effect } from './fault.ts'

/** A reply before it is sent: its HTTP status, content type and text. */
export interface RawReply {
  readonly status: number
  /** `none` for the reply to a preflight, which has no body. */
  readonly type: 'json' | 'html' | 'none'
  readonly text: string
}

/** The error page of a web server between client and service. */
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

/** Neither JSON nor HTML. */
const garbage = '\u0000\u0001{"ErrorCode":0,,]\ufffd\u0002<<not json>>'

/** A reply with a fault's effects on its envelope, its status and its body, applied in this order. */
export function corruptReply(reply: RawReply, { omit, mistype, http, body }: Effect): RawReply {
  let { status, type, text } = reply
  // A reply from something before the service has no envelope.
  if ((omit || mistype) && text !== '') {
    // The emulator has just made this envelope, so it is a JSON object.
    const fields = Object.entries<unknown>(JSON.parse(text) as { readonly [field: string]: unknown })
    const kept = fields.filter(([field]) => !has(omit, field))
    const typed = kept.map(([field, value]) => [field, has(mistype, field) ? toOtherType(value) : value])
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

const has = (names: readonly string[] | undefined, name: string) => names?.includes(name) ?? false

/** A string becomes an array of it; anything else its JSON as a string: 0 is "0", an object is encoded twice. */
const toOtherType = (value: unknown): unknown => (typeof value === 'string' ? [value] : JSON.stringify(value))
