import * as z from 'zod'
import { arm, disarm, disarmAll, toFaultView } from '../../control/faults.ts'
import { faultSchema } from '../../faults/fault.ts'
import { defineRoute } from './route.ts'

export const listFaults = defineRoute({
  id: 'listFaults',
  tag: 'faults',
  method: 'get',
  path: '/faults',
  summary: 'The faults that are armed, and how often each has matched and hit',
  answer: 'FaultList',
  gives: 'The `faults`, each with its id, a sentence, and its counts.',
  handle: ({ switchboard }) => ({ faults: switchboard.listFaults().map(toFaultView) }),
})

export const armFault = defineRoute({
  id: 'armFault',
  tag: 'faults',
  method: 'post',
  path: '/faults',
  summary: 'Arms a fault, written as in a scenario',
  input: z.record(z.string(), z.unknown()),
  shape: faultSchema,
  status: 201,
  answer: 'Fault',
  gives: 'The fault. A refusal has every slip in `problems`.',
  handle: ({ switchboard, input }) => toFaultView(arm(switchboard, input)),
})

export const clearFaults = defineRoute({
  id: 'disarmFaults',
  tag: 'faults',
  method: 'delete',
  path: '/faults',
  summary: 'Disarms all faults',
  answer: 'Disarmed',
  gives: 'How many were `disarmed`.',
  handle: ({ switchboard }) => ({ disarmed: disarmAll(switchboard) }),
})

export const disarmFault = defineRoute({
  id: 'disarmFault',
  tag: 'faults',
  method: 'delete',
  path: '/faults/{id}',
  summary: 'Disarms one fault',
  answer: 'Disarmed',
  gives: 'How many were `disarmed`: one.',
  handle: ({ switchboard, params }) => {
    disarm(switchboard, params.id ?? '')
    return { disarmed: 1 }
  },
})
