import { render } from 'preact'
import { connect } from './live.ts'
import { findSavedPage, openSavedPage } from './saved.ts'
import { Shell } from './shell.tsx'
import { startTicking } from './ticking.ts'

const saved = findSavedPage()
if (saved !== undefined) openSavedPage(saved)
startTicking()
const root = document.getElementById('console')
if (root) render(<Shell />, root)
if (saved === undefined) void connect()
