import { formatValue } from '../../text/quote.ts'
import type { Fields } from '../read-fields.ts'
import { type Finding, toFinding } from './finding.ts'

/** Whether a UserSig was made for the application and the user that use it. */
export function checkOwner(
  { sdkAppId, identifier }: Fields,
  asked: { readonly sdkAppId?: number | undefined; readonly identifier?: string | undefined },
): Finding[] {
  const findings: Finding[] = []
  if (asked.sdkAppId !== undefined && sdkAppId !== undefined && asked.sdkAppId !== sdkAppId) {
    const sentence = `It was made for application ${sdkAppId}, and application ${asked.sdkAppId} is asked for.`
    findings.push(toFinding('other-application', sentence, 'Make it with the id and the key of the same application.'))
  }
  if (asked.identifier !== undefined && identifier !== undefined && asked.identifier !== identifier) {
    const made = `It was made for ${formatValue(identifier)}, and used by ${formatValue(asked.identifier)}`
    const sentence = `${made}${explainDifference(identifier, asked.identifier)}.`
    findings.push(toFinding('other-user', sentence, 'Send as identifier the very account that it was made for.'))
  }
  return findings
}

function explainDifference(one: string, other: string): string {
  if (one.trim() === other.trim()) return '; only the space around it differs'
  if (one.toLowerCase() === other.toLowerCase()) return '; only upper and lower case differ'
  return ''
}
