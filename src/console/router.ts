import { computed, signal } from '@preact/signals'

/** The views, in the order of their tabs. */
export const views = ['timeline', 'requests', 'callbacks', 'calls', 'scenario', 'report'] as const

/** The name of a view. */
export type View = (typeof views)[number]

/** A place in the console: the path says what is shown, the query how it is looked at. */
export interface Route {
  readonly view: View
  /** What follows the view in the path, such as `12` and `edit` in `#/requests/12/edit`. */
  readonly path: readonly string[]
  readonly query: { readonly [name: string]: string }
}

/** The route of a hash such as `#/requests/12?q=code:!0`; the timeline if the view is unknown. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split(/\?(.*)/s, 2)
  const [view = '', ...rest] = path
    .split('/')
    .filter(part => part !== '')
    .map(decode)
  return {
    view: views.find(name => name === view) ?? 'timeline',
    path: rest,
    query: Object.fromEntries(new URLSearchParams(query)),
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The hash of a path such as `/requests/12` with a query; parameters without a value are left out. */
export function toHash(path: string, query: { readonly [name: string]: string | number | undefined } = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, `${value}`]],
  )
  const text = new URLSearchParams(given)
    .toString()
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%21', '!')
  return `#${path}${text === '' ? '' : `?${text}`}`
}

/** The current route. */
export const route = signal<Route>(parseRoute(location.hash))

addEventListener('hashchange', () => {
  route.value = parseRoute(location.hash)
})

/** What the filter of a view is for: that of requests means nothing to callbacks. */
const toFiltered = (view: string | undefined) => (view === 'timeline' ? 'requests' : view)

/**
 * A link to a path such as `/requests/12`, to which `query` is added. The selected application and run stay, and so does the filter
 * if the other view filters the same things.
 */
export function linkTo(path: string, query: { readonly [name: string]: string | number | undefined } = {}): string {
  const { view, query: current } = route.value
  const q = toFiltered(view) === toFiltered(path.split('/')[1]) ? current.q : undefined
  return toHash(path, { app: current.app, run: current.run, q, ...query })
}

/** Goes to a path, or with `replace` without an entry in the history. */
export function navigate(
  path: string,
  query: { readonly [name: string]: string | number | undefined } = {},
  { replace = false }: { readonly replace?: boolean } = {},
): void {
  const hash = linkTo(path, query)
  if (hash === location.hash) return
  if (replace) history.replaceState(null, '', hash)
  else history.pushState(null, '', hash)
  route.value = parseRoute(hash)
}

/** Changes parameters of the current route's query without an entry in the history; undefined removes one. */
export function setQuery(change: { readonly [name: string]: string | number | undefined }): void {
  const { view, path, query } = route.value
  const hash = toHash(['', view, ...path.map(encodeURIComponent)].join('/'), { ...query, ...change })
  if (hash === location.hash) return
  history.replaceState(null, '', hash)
  route.value = parseRoute(hash)
}

/**
 * Shows a request, a callback or a call: on the timeline beside it, else in the list of its kind. With `replace` there is no
 * entry in the history.
 */
export function showItem(
  kind: 'request' | 'callback' | 'call',
  id: string | number,
  options: { readonly replace?: boolean } = {},
): void {
  const { view, query } = route.value
  if (view === 'timeline') {
    const { request: _, callback: __, call: ___, ...rest } = query
    navigate('/timeline', { ...rest, [kind]: id }, options)
  } else navigate(`/${kind}s/${encodeURIComponent(id)}`, { tab: query.tab }, options)
}

addEventListener('popstate', () => {
  route.value = parseRoute(location.hash)
})

/** The run that is shown of a saved page that has several, from 0; it stands in the link as `run`, from 1. */
export const runIndex = computed(() => Math.max(0, Number(route.value.query.run ?? 1) - 1) || 0)

/** What the link to another run has in its query. */
export const toRunQuery = (index: number | null): { readonly run: number | undefined } => ({
  run: index === null || index === 0 ? undefined : index + 1,
})

/** The text of the filter. */
export const filterText = computed(() => route.value.query.q ?? '')
