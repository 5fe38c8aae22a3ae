/** An element of an XML document. */
export interface Element {
  readonly name: string
  readonly attributes: { readonly [name: string]: string }
  readonly children: Element[]
  text: string
}

/**
 * Parses XML strictly: throws if it is not well-formed, and for comments, CDATA and named entities other than the predefined five,
 * which the reports do not use.
 */
export function parse(xml: string) {
  const token = /<\?xml [^?<>]*\?>|<(\/?)([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|[^<]+/y
  const top: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  const found: Element[] = []
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex
    const match = token.exec(xml)
    if (!match) throw new Error(`no XML at ${at}: ${xml.slice(at, at + 40)}`)
    const [whole, closing, name = '', attributes = '', empty] = match
    const parent = open.at(-1)
    if (!parent) throw new Error(`more closed than opened at ${at}`)
    if (match[2] === undefined) {
      if (!whole.startsWith('<?')) parent.text += toText(whole)
    } else if (closing) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> is not open at ${at}`)
    } else {
      const element: Element = { name, attributes: toAttributes(attributes), children: [], text: '' }
      parent.children.push(element)
      found.push(element)
      if (!empty) open.push(element)
    }
  }
  const [root] = top.children
  if (open.length !== 1 || !root || top.children.length > 1) throw new Error('no single root that is closed')
  return { root, all: (name: string) => found.filter(element => element.name === name) }
}

const toAttributes = (source: string) =>
  Object.fromEntries(
    Array.from(source.matchAll(/([\w-]+)="([^"]*)"/g), ([, name, value = '']) => [name, toText(value)]),
  )

const entities: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function toText(source: string): string {
  // The characters that XML 1.0 allows.
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(source)) throw new Error('a forbidden character')
  return source.replaceAll(/&(#?\w*);?/g, (whole, name: string) => {
    if (/^#\d+$/.test(name) && whole.endsWith(';')) return String.fromCodePoint(Number(name.slice(1)))
    const character = entities[name]
    if (character === undefined || !whole.endsWith(';')) throw new Error(`no entity: ${whole}`)
    return character
  })
}
