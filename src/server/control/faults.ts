import { z } from 'zod'
import type { ArmedFault } from '../../emulator/state.ts'
import { explainFault } from '../../faults/explain.ts'
import { checkFault } from '../../scenarios/check.ts'
import { faultSchema } from '../../scenarios/schema-fault.ts'
import { quote } from '../../words/quote.ts'
import { Problem, toProblem } from './problem.ts'
import { defineRoute } from './route.ts'

const toFaultView = ({ id, fault, tally }: ArmedFault) => ({
  id,
  sentence: explainFault(fault, tally),
  matched: tally.matched,
  hit: tally.hit,
  done: tally.hit >= fault.times,
})

export const listFaults = defineRoute({
  method: 'get',
  path: '/faults',
  summary: 'The faults that are armed, and how often each has matched and hit',
  gives: 'The `faults`, each with its id, a sentence, and its counts.',
  handle: ({ switchboard }) => ({ faults: switchboard.listFaults().map(toFaultView) }),
})

export const armFault = defineRoute({
  method: 'post',
  path: '/faults',
  summary: 'Arms a fault, written as in a scenario',
  input: z.record(z.string(), z.unknown()),
  shape: faultSchema,
  status: 201,
  gives: 'The fault. A refusal has every slip in `problems`.',
  handle: ({ switchboard, input }) => {
    const checked = checkFault(input)
    if ('fault' in checked) return toFaultView(switchboard.armFault(checked.fault))
    throw toProblem(checked.problems)
  },
})

export const clearFaults = defineRoute({
  method: 'delete',
  path: '/faults',
  summary: 'Disarms all faults',
  gives: 'How many were `disarmed`.',
  handle: ({ switchboard }) => {
    const ids = switchboard.listFaults().map(({ id }) => id)
    for (const id of ids) switchboard.disarmFault(id)
    return { disarmed: ids.length }
  },
})

export const disarmFault = defineRoute({
  method: 'delete',
  path: '/faults/{id}',
  summary: 'Disarms one fault',
  gives: 'How many were `disarmed`: one.',
  handle: ({ switchboard, params }) => {
    if (switchboard.disarmFault(params.id ?? '')) return { disarmed: 1 }
    const ids = switchboard.listFaults().map(({ id }) => id)
    const known = ids.length === 0 ? 'none is armed' : `there are ${ids.slice(0, 20).join(', ')}`
    throw new Problem('no-such-fault', `There is no fault ${quote(params.id)}: ${known}.`)
  },
})
