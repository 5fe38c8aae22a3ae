import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** What comes out of a stream: a whole line, one that is too long to be read, or its end. */
export type Piece = { readonly line: string } | 'too long' | 'end'

/** Lines of a stream, one at a time. Those that nobody has asked for yet wait. */
export interface Lines {
  next(): Promise<Piece>
  /** Ends them, whatever the stream does. */
  end(): void
}

/** How many lines wait at most, before the stream is not read any further. */
const mostWaiting = 1_000

/** Reads lines of at most `longest` characters; after a longer one it reads no more. Empty lines are left out. */
export function readLines(stream: Readable, longest: number): Lines {
  const decoder = new StringDecoder('utf8')
  const pieces: Piece[] = []
  let takers: ((piece: Piece) => void)[] = []
  let rest = ''
  let isOver = false

  function put(piece: Piece): void {
    const taker = takers.shift()
    if (taker) taker(piece)
    else pieces.push(piece)
    if (pieces.length > mostWaiting) stream.pause()
  }

  function end(piece: Piece = 'end'): void {
    if (isOver) return
    isOver = true
    put(piece)
    for (const taker of takers) taker('end')
    takers = []
  }

  stream.on('data', (chunk: Buffer) => {
    if (isOver) return
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line.length > longest) return end('too long')
      if (line.trim() !== '') put({ line: line.trim() })
    }
    if (rest.length > longest) end('too long')
  })
  stream.on('end', () => {
    if (rest.trim() !== '' && !isOver) put({ line: rest.trim() })
    end()
  })
  stream.on('error', () => end())

  return {
    async next() {
      const piece = pieces.shift()
      if (piece) {
        if (stream.isPaused()) stream.resume()
        return piece
      }
      return isOver ? 'end' : new Promise(resolve => takers.push(resolve))
    },
    end: () => end(),
  }
}
