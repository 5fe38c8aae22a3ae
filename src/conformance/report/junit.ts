import { html, Markup } from './html.ts'

/** A JUnit document. */
export interface JunitReport {
  /** The headline. */
  readonly name: string
  /** Shown by every suite, since the format has no place for them in the document itself. */
  readonly properties: { readonly [name: string]: string }
  readonly suites: readonly JunitSuite[]
}

/** Test cases under one name. */
export interface JunitSuite {
  readonly name: string
  readonly cases: readonly JunitCase[]
}

/** A test case. It passes unless it has a failure or a reason for which it is skipped. */
export interface JunitCase {
  readonly name: string
  readonly classname: string
  readonly failure?: {
    /** One line. */
    readonly message: string
    readonly type: string
    readonly lines: readonly string[]
  }
  /** Why it is skipped, on one line. */
  readonly skipped?: string
  readonly systemOut?: readonly string[]
}

/** A JUnit document as XML, in the dialect that Jenkins, GitLab and GitHub's actions read. */
export function toJunitXml({ name, properties, suites }: JunitReport): string {
  const all = suites.filter(({ cases }) => cases.length > 0)
  const body = html`<testsuites name="${name}" ${toCounts(all.flatMap(({ cases }) => cases))}>
${all.map(suite => toSuite(suite, properties))}</testsuites>
`
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body.text}`
}

const toCounts = (cases: readonly JunitCase[]): Markup =>
  html`tests="${cases.length}" failures="${cases.filter(({ failure }) => failure).length}" errors="0" skipped="${cases.filter(({ skipped }) => skipped !== undefined).length}"`

const toSuite = ({ name, cases }: JunitSuite, properties: JunitReport['properties']): Markup =>
  html`<testsuite name="${name}" ${toCounts(cases)}>
<properties>
${Object.entries(properties).map(([key, value]) => html`<property name="${key}" value="${value}"/>\n`)}</properties>
${cases.map(toCase)}</testsuite>
`

const toCase = ({ name, classname, failure, skipped, systemOut }: JunitCase): Markup =>
  html`<testcase name="${name}" classname="${classname}">${
    failure
      ? html`<failure message="${failure.message}" type="${failure.type}">${toLines(failure.lines)}</failure>`
      : undefined
  }${skipped === undefined ? undefined : html`<skipped message="${skipped}"/>`}${
    systemOut ? html`<system-out>${toLines(systemOut)}</system-out>` : undefined
  }</testcase>
`

/** Texts on lines of their own; line breaks within one of them are written out. */
const toLines = (lines: readonly string[]): Markup => new Markup(lines.map(line => html`${line}`.text).join('\n'))
