// An adapter that returns 101004 for every case, and misbehaves as MISTAKES says, by the id of a case or at its greeting.
import { createInterface } from 'node:readline'

const { CAN = 'getCallInfo endCall' } = process.env
const mistakes = JSON.parse(process.env.MISTAKES ?? '{}')
const print = text => process.stdout.write(`${typeof text === 'string' ? text : JSON.stringify(text)}\n`)
const good = id => ({ id, error: { code: 101004, message: 'There is none.' } })

function end(code, last) {
  process.stderr.write(`${last}\n`)
  process.exit(code)
}

const misbehaviours = {
  words: () => print('hello, here I am'),
  end: () => end(7, 'no license'),
  noise: id => print(`debug: asked\n${JSON.stringify(good(id))}`),
  'noise alone': () => print('debug: asked'),
  die: () => end(3, 'out of memory'),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  silence: () => {},
  long: () => print('x'.repeat(1_100_000)),
  'other id': id => print(good(id + 100)),
}

for await (const line of createInterface(process.stdin)) {
  const { ringback, id, case: name } = JSON.parse(line)
  const mistake =
    typeof mistakes === 'string' ? !ringback && mistakes : mistakes[ringback ? 'greeting' : name.split(' ')[0]]
  if (mistake) misbehaviours[mistake](id)
  else print(ringback ? { ringback: 1, can: CAN.split(' ').filter(Boolean) } : good(id))
}
