import { z } from 'zod'
import { faultSchema } from '../../scenarios/schema-fault.ts'
import { arm, disarm, disarmAll, toFaultView } from './fault-deeds.ts'
import { defineRoute } from './route.ts'

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
  handle: ({ switchboard, input }) => toFaultView(arm(switchboard, input)),
})

export const clearFaults = defineRoute({
  method: 'delete',
  path: '/faults',
  summary: 'Disarms all faults',
  gives: 'How many were `disarmed`.',
  handle: ({ switchboard }) => ({ disarmed: disarmAll(switchboard) }),
})

export const disarmFault = defineRoute({
  method: 'delete',
  path: '/faults/{id}',
  summary: 'Disarms one fault',
  gives: 'How many were `disarmed`: one.',
  handle: ({ switchboard, params }) => {
    disarm(switchboard, params.id ?? '')
    return { disarmed: 1 }
  },
})
