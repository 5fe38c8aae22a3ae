import { type ErrorName, toError } from '../../contracts/errors.ts'
import { type OperationName, operations } from '../../contracts/operations.ts'
import { type GateRefusal, toGateRefusals } from '../../contracts/refusal-order.ts'
import { findCode } from './answers.ts'
import { evaluateCode, evaluateExpected, refuses, type ServerRuleRow } from './evaluate.ts'
import { orderProbes, type ServerProbeId } from './probes.ts'

/** A rule that restates a refusal of the contract: the code, the condition, the source and the severity follow from it. */
interface DocumentedRefusal {
  readonly id: string
  /** The place of the refusal in the order of the service; of several the first with `observed` or a page counts. */
  readonly order: GateRefusal['order']
  /** The command whose contract names the refusal; `get_call_info` if absent. */
  readonly command?: OperationName
  readonly probes: readonly [ServerProbeId, ...ServerProbeId[]]
  /** The condition as far as the probes show it, where the contract's goes further. */
  readonly when?: string
  /** Further errors that are accepted. */
  readonly orElse?: readonly ErrorName[]
  readonly reason?: string
  readonly fix?: string
}

const documentedRefusals: readonly DocumentedRefusal[] = [
  {
    id: 'RB-P18',
    order: 14,
    probes: ['get-method'],
    reason: 'The API accepts POST only.',
    fix: 'Return 60008 for every method other than POST, after the identity checks.',
  },
  {
    id: 'RB-P19',
    order: 2,
    probes: ['unknown-command'],
    reason: 'A client must be able to distinguish a mistyped path from a call that does not exist.',
  },
  { id: 'RB-P20', order: 3, probes: ['no-sdkappid'] },
  { id: 'RB-P21', order: 4, probes: ['odd-sdkappid'], when: 'sdkappid is not a decimal integer' },
  { id: 'RB-P22', order: 5, probes: ['no-contenttype', 'odd-contenttype'] },
  {
    id: 'RB-P23',
    order: 6,
    probes: ['no-random', 'large-random'],
    when: 'random is missing or above 4294967295',
    reason: 'Page 68926 requires a random unsigned 32-bit integer.',
  },
  { id: 'RB-P24', order: 7, probes: ['no-identifier', 'no-usersig'], when: 'identifier or usersig is missing' },
  { id: 'RB-P25', order: 8, probes: ['odd-usersig'] },
  {
    id: 'RB-P26',
    order: 9,
    probes: ['other-app'],
    fix: 'Compare TLS.sdkappid of the UserSig with sdkappid, and return 70014 if they differ.',
  },
  {
    id: 'RB-P27',
    order: 10,
    probes: ['other-user'],
    fix: 'Compare TLS.identifier of the UserSig with identifier, and return 70013 if they differ.',
  },
  {
    id: 'RB-P28',
    order: 11,
    probes: ['wrong-key'],
    reason: 'A server that does not check the signature admits everybody.',
    fix: "Compute the signature with the application's key, compare, and return 70009 if they differ.",
  },
  {
    id: 'RB-P29',
    order: 12,
    probes: ['expired'],
    reason: 'A client must renew its UserSig before the service refuses it.',
    fix: 'Return 70001 from TLS.time + TLS.expire on.',
  },
  {
    id: 'RB-P30',
    order: 13,
    probes: ['no-administrator'],
    orElse: ['AccountNotImported'],
    reason: 'Only administrators of the application may call the API.',
    fix: 'Return 60010 if identifier is not an administrator, or 70107 if the account does not exist.',
  },
  { id: 'RB-P32', order: 16, probes: ['empty-body', 'no-json', 'array-body'] },
  {
    id: 'RB-P33',
    order: 17,
    probes: ['no-call-id', 'number-call-id'],
    when: 'CallId is missing or not a string',
    fix: 'Validate the fields before looking for the call, and return 101002.',
  },
  {
    id: 'RB-P34',
    order: 17,
    command: 'get_record_by_filter',
    probes: ['record-no-call-id', 'filter-text-page'],
    when: 'a field of a record command is missing or of the wrong type',
    reason: 'A mistake in a filter must not look like an empty answer.',
    fix: 'Validate the fields before looking for records, and return 101002.',
  },
  {
    id: 'RB-P49',
    order: 17,
    command: 'set_callback',
    probes: ['set-no-url'],
    when: 'a callback configuration has no Url',
    fix: 'Validate Url and CallbackCommandList, and return 100002.',
  },
  {
    id: 'RB-P51',
    order: 17,
    command: 'start_call_by_robot',
    probes: ['start-no-callees', 'start-short'],
    when: 'a call is started without callees or with a Timeout that is too short',
    reason: 'The page requires at least one callee and 10000 to 600000 ms.',
    fix: 'Validate the fields of the body, and return 101002.',
  },
]

function toRefusalRow(row: DocumentedRefusal): ServerRuleRow {
  const { id, order, command = 'get_call_info', probes, orElse = [] } = row
  const all = toGateRefusals(operations[command]).filter(refusal => refusal.order === order)
  const refusal = all.find(({ seen }) => !('assumed' in seen)) ?? all[0]
  if (!refusal) throw new Error(`No refusal has the order ${order}.`)
  const { code } = toError(refusal.refuse)
  const when = row.when ?? refusal.when
  return {
    id,
    group: 'refusals',
    severity: 'page' in refusal.seen ? 'error' : 'warning',
    title: `Returns ${code} if ${when}`,
    reason: row.reason ?? `The service returns ${code} in this case, and clients decide by the code what to do next.`,
    source: refusal.seen,
    fix: row.fix ?? `Return ${code} if ${when}.`,
    evaluate: refuses(probes, refusal.refuse, ...orElse),
  }
}

/** The rules on refusals that the contract documents for every command, and on their order. */
export const refusalRules: readonly ServerRuleRow[] = [
  ...documentedRefusals.map(toRefusalRow),
  {
    id: 'RB-P31',
    group: 'refusals',
    severity: 'warning',
    title: 'Reports the first of several mistakes, in the order of the service',
    reason: 'A client that has fixed one mistake must see the next one.',
    source: { assumed: 'no page says in which order the query is checked' },
    fix: 'Check the path, sdkappid, contenttype, random, identifier and usersig first, then the identity, the method and, last, the body.',
    evaluate: context =>
      orderProbes.map(({ id, expected: name, alone }) =>
        evaluateCode(context, id, got => {
          const expected = toError(name).code
          // If the first mistake alone is refused with another code, another rule reports it.
          if (got !== expected && findCode(context, alone) !== expected)
            return { unclear: { code: 'alone-differs', alone, expected } }
          return evaluateExpected(context, id, [expected])
        }),
      ),
  },
]
