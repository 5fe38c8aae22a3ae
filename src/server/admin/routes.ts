import { createApp, createUserSig, explainUserSig, getApp, listApps, removeApp, resetApp } from './apps.ts'
import { actOnCall, getCall, listCalls, startCall } from './calls.ts'
import { advanceClock, getClock, setClock } from './clock.ts'
import { streamEvents } from './events.ts'
import { armFault, disarmFault, disarmFaults, listFaults } from './faults.ts'
import { getEnvironment, getHealth, getOpenApi, getVendorOpenApi, reset } from './health.ts'
import {
  clearJournal,
  explainExchange,
  getExchange,
  getReport,
  listActions,
  listExchanges,
  sendRequest,
  waitFor,
} from './journal.ts'
import { getMetrics } from './metrics.ts'
import { type Route, toAppRoute } from './route.ts'
import {
  getLibraryScenario,
  getScenario,
  getSnapshot,
  listScenarios,
  loadScenario,
  restoreSnapshot,
  saveScenario,
  validateScenario,
} from './scenario.ts'
import { getCallback, listCallbacks, redeliverCallback, redeliverCallbacks } from './webhooks.ts'

const own: readonly Route[] = [
  getHealth,
  reset,
  getClock,
  setClock,
  advanceClock,
  listCalls,
  startCall,
  getCall,
  actOnCall,
  listFaults,
  armFault,
  disarmFaults,
  disarmFault,
  getScenario,
  loadScenario,
  validateScenario,
  listScenarios,
  getLibraryScenario,
  saveScenario,
  getSnapshot,
  restoreSnapshot,
  listExchanges,
  clearJournal,
  getExchange,
  explainExchange,
  listActions,
  sendRequest,
  getReport,
  listCallbacks,
  getCallback,
  redeliverCallback,
  redeliverCallbacks,
  waitFor,
  listApps,
  createApp,
  getApp,
  resetApp,
  removeApp,
  createUserSig,
  explainUserSig,
  getEnvironment,
  getMetrics,
  streamEvents,
  getVendorOpenApi,
  getOpenApi,
]

/** Every route of the admin API. */
export const routes: readonly Route[] = own.flatMap(route => (route.perApp ? [route, toAppRoute(route)] : [route]))
