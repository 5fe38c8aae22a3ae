import { render } from 'preact'
import { connect } from './live.ts'
import { findSavedRun } from './saved.ts'
import { Shell } from './shell.tsx'
import { connection, source } from './store.ts'
import { startTicking } from './ticking.ts'

const root = document.getElementById('console')
startTicking()
if (root) render(<Shell />, root)
if (findSavedRun() === undefined) void connect()
else {
  source.value = 'saved'
  connection.value = { state: 'saved' }
}
