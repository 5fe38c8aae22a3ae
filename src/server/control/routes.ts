import { doToCall, getCall, listCalls, openCall } from './calls.ts'
import { advanceClock, getClock, putClock } from './clock.ts'
import { controlDocument, vendorDocument } from './documents.ts'
import { events } from './events.ts'
import { armFault, clearFaults, disarmFault, listFaults } from './faults.ts'
import { health, reset } from './health.ts'
import { clearJournal, getExchange, listJournal } from './journal.ts'
import type { Route } from './route.ts'
import { getScenario, putScenario } from './scenario.ts'
import { mintUserSig } from './usersig.ts'

/** Every route of the control surface. */
export const routes: readonly Route[] = [
  health,
  reset,
  getClock,
  putClock,
  advanceClock,
  listCalls,
  openCall,
  getCall,
  doToCall,
  listFaults,
  armFault,
  clearFaults,
  disarmFault,
  getScenario,
  putScenario,
  listJournal,
  clearJournal,
  getExchange,
  mintUserSig,
  events,
  vendorDocument,
  controlDocument,
]
