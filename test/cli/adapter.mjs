// An adapter that gives 101004 to whatever it is asked, and slips where SLIPS says so: at its greeting, or by a case's id.
import { createInterface } from 'node:readline'

const { CAN = 'getCallInfo endCall' } = process.env
const slips = JSON.parse(process.env.SLIPS ?? '{}')
const say = text => process.stdout.write(`${typeof text === 'string' ? text : JSON.stringify(text)}\n`)
const good = id => ({ id, error: { code: 101004, message: 'There is none.' } })

function end(code, last) {
  process.stderr.write(`${last}\n`)
  process.exit(code)
}

const deeds = {
  words: () => say('hello, here I am'),
  end: () => end(7, 'no license'),
  noise: id => say(`debug: asked\n${JSON.stringify(good(id))}`),
  'noise alone': () => say('debug: asked'),
  die: () => end(3, 'out of memory'),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  silence: () => {},
  long: () => say('x'.repeat(1_100_000)),
  'other id': id => say(good(id + 100)),
}

for await (const line of createInterface(process.stdin)) {
  const { ringback, id, case: name } = JSON.parse(line)
  const slip = typeof slips === 'string' ? !ringback && slips : slips[ringback ? 'greeting' : name.split(' ')[0]]
  if (slip) deeds[slip](id)
  else say(ringback ? { ringback: 1, can: CAN.split(' ').filter(Boolean) } : good(id))
}
