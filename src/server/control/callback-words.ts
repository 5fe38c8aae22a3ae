import * as z from 'zod'
import type { DeliveryState } from '../../webhooks/delivery.ts'

const meanings: { readonly [State in DeliveryState]: string } = {
  waiting: 'for its turn, its moment or its next attempt',
  sending: 'on its way',
  delivered: 'answered with status 200',
  failed: 'given up',
  dropped: 'a fault, or a reset of its application, kept it from leaving',
}

// The table is a literal, so its keys are exactly the states.
/** Where a callback can stand. */
export const deliveryStates = Object.keys(meanings) as DeliveryState[]

/** Each state with what it means, for documents. */
export const deliveryStatesText: string = deliveryStates.map(state => `${state} (${meanings[state]})`).join(', ')

/** The id of a callback, or its number alone. */
export const callbackId = z
  .string()
  .regex(/^(?:callback-)?\d{1,15}$/, { error: 'the id of a callback, such as callback-7, or its number' })
