import * as z from 'zod'
import * as faults from '../../control/faults.ts'
import { faultSchema } from '../../faults/fault.ts'
import { defineRoute } from './route.ts'

export const listFaults = defineRoute({
  id: 'listFaults',
  tag: 'faults',
  method: 'get',
  path: '/faults',
  perApp: true,
  summary: 'List the armed faults, and how often each has matched and hit, in all and in each application',
  answer: 'FaultList',
  gives: 'The `faults`, each with its id, a sentence, and its counts.',
  handle: ({ core, app }) => ({ faults: faults.listFaults(core, app).map(one => faults.toFaultView(core, one, app)) }),
})

export const armFault = defineRoute({
  id: 'armFault',
  tag: 'faults',
  method: 'post',
  path: '/faults',
  perApp: true,
  summary: 'Arm a fault, written as in a scenario',
  input: z.record(z.string(), z.unknown()),
  shape: faultSchema,
  status: 201,
  answer: 'Fault',
  gives: 'The fault. A refusal has every mistake in `problems`.',
  handle: ({ core, app, input }) => faults.toFaultView(core, faults.armFault(core, input, app), app),
})

export const disarmFaults = defineRoute({
  id: 'disarmFaults',
  tag: 'faults',
  method: 'delete',
  path: '/faults',
  perApp: true,
  summary: 'Disarm all faults; below an application those that are armed for it only',
  answer: 'Disarmed',
  gives: 'How many were `disarmed`.',
  handle: ({ core, app }) => ({ disarmed: faults.disarmAllFaults(core, app) }),
})

export const disarmFault = defineRoute({
  id: 'disarmFault',
  tag: 'faults',
  method: 'delete',
  path: '/faults/{id}',
  summary: 'Disarm a fault',
  answer: 'Disarmed',
  gives: 'How many were `disarmed`: one.',
  handle: ({ core, params }) => {
    faults.disarmFault(core, params.id ?? '')
    return { disarmed: 1 }
  },
})
