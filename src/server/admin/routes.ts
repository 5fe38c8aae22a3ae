import { getApp, listApps, makeApp, removeApp, resetApp } from './apps.ts'
import { awaitIt } from './await.ts'
import { doToCall, getCall, listCalls, openCall } from './calls.ts'
import { advanceClock, getClock, putClock } from './clock.ts'
import { controlDocument, vendorDocument } from './documents.ts'
import { getEnvironment } from './environment.ts'
import { events } from './events.ts'
import { armFault, clearFaults, disarmFault, listFaults } from './faults.ts'
import { health, reset } from './health.ts'
import { clearJournal, getExchange, listJournal } from './journal.ts'
import { getReport } from './report.ts'
import type { Route } from './route.ts'
import { getScenario, putScenario } from './scenario.ts'
import { getSnapshot, putSnapshot } from './snapshot.ts'
import { mintUserSig } from './usersig.ts'
import { getWebhook, listWebhooks, redeliverWebhook } from './webhooks.ts'

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
  getSnapshot,
  putSnapshot,
  listJournal,
  clearJournal,
  getExchange,
  getReport,
  listWebhooks,
  getWebhook,
  redeliverWebhook,
  awaitIt,
  listApps,
  makeApp,
  getApp,
  resetApp,
  removeApp,
  mintUserSig,
  getEnvironment,
  events,
  vendorDocument,
  controlDocument,
]
