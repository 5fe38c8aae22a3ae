import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Context, Hono } from 'hono'
import type { InlineFile, ReportPage } from '../conformance/report/model.ts'
import { Problem, toProblemResponse } from '../control/problem.ts'
import { checkVisitor } from './guard.ts'
import { adminPrefix, isBrowserAtRoot, type ServerContext } from './server-context.ts'

/** The files of the console with their media types. */
const files: { readonly [path: string]: readonly [file: string, type: string] } = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/console.js': ['console.js', 'text/javascript; charset=utf-8'],
  '/console.css': ['console.css', 'text/css; charset=utf-8'],
}

/** Where the built console is, as seen from a bundle in `dist`, from one in `dist/cli`, and from this file. */
const folders = ['./console/', '../console/', '../../dist/console/']

/** What the page may load and do: its own script and style, and the admin API. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Serves the console below the prefix of the admin API. The page needs no token; what it asks the admin API for does. */
export function mountConsole(app: Hono, server: ServerContext): void {
  app.get(adminPrefix, context => redirect(context, server))
  app.get('/', (context, next) => {
    const { url, method, headers } = context.req.raw
    const { host, search } = new URL(url)
    const sent = { accept: headers.get('Accept') ?? '', host: headers.get('Host') ?? host }
    return isBrowserAtRoot(method, `/${search}`, sent) ? redirect(context, server) : next()
  })
  for (const [path, [file, type]] of Object.entries(files)) {
    app.get(adminPrefix + path, context => serve(context, server, file, type))
  }
}

/** Sends a browser to the page. */
function redirect(context: Context, server: ServerContext): Response {
  try {
    checkVisitor(context.req.raw, server, true)
    return new Response(null, {
      status: 302,
      headers: { Location: `${adminPrefix}/`, 'Cache-Control': 'no-store', Vary: 'Accept' },
    })
  } catch (error) {
    if (error instanceof Problem) return toProblemResponse(error, server.control.core.mask)
    throw error
  }
}

async function serve(context: Context, server: ServerContext, file: string, type: string): Promise<Response> {
  try {
    checkVisitor(context.req.raw, server, true)
    const content = await readConsoleFile(file)
    const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
    const headers = {
      'Content-Type': type,
      'Content-Security-Policy': policy,
      'Cache-Control': 'no-cache',
      ETag: tag,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
    }
    if (context.req.header('If-None-Match') === tag) return new Response(null, { status: 304, headers })
    return new Response(new Uint8Array(content), { headers })
  } catch (error) {
    if (error instanceof Problem) return toProblemResponse(error, server.control.core.mask)
    throw error
  }
}

/** The built page, to put a report in. Throws a Problem if it is not built. */
export async function readReportPage(): Promise<ReportPage> {
  const [html, script, style] = await Promise.all(Object.values(files).map(([file]) => readConsoleFile(file)))
  return {
    html: `${html}`,
    // Neither the end of the element nor a comment may occur in it.
    script: toInline(`${script}`.replaceAll('</script', '<\\/script').replaceAll('<!--', '\\x3C!--')),
    style: toInline(`${style}`.replaceAll('</style', '<\\/style')),
  }
}

const toInline = (source: string): InlineFile => {
  // A parser of HTML makes every line break the same.
  const text = source.replaceAll(/\r\n?/g, '\n')
  return { text, hash: `sha256-${createHash('sha256').update(text).digest('base64')}` }
}

async function readConsoleFile(file: string): Promise<Buffer> {
  for (const folder of folders) {
    const content = await readFile(fileURLToPath(new URL(folder + file, import.meta.url))).catch(() => undefined)
    if (content) return content
  }
  throw new Problem({ code: 'console-not-built' })
}
