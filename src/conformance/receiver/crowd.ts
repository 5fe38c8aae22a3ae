import { type ToldCall, toStartCall } from './told-call.ts'

/** How many are called besides the one: enough that the body has more than 64 KiB. */
const crowd = 950

/** The start of a call to a crowd, as a body and as the shell commands that print that same body. */
export function toCrowdedStart(call: ToldCall): { readonly body: string; readonly shell: string } {
  const whole = JSON.stringify(toStartCall(call))
  const end = whole.lastIndexOf(']')
  const [head, tail] = [whole.slice(0, end), whole.slice(end)]
  const members = Array.from({ length: crowd }, (_, index) => toMember(`${index + 1}`.padStart(digits, '0')))
  const format = toMember(`%0${digits}d`).replaceAll('"', '\\"')
  return {
    body: [head, ...members, tail].join(''),
    shell: `{ printf %s '${head}'; awk 'BEGIN{for(i=1;i<=${crowd};i++)printf "${format}",i}'; printf %s '${tail}'; }`,
  }
}

/** How many digits an account ends in; it has 32 characters then. */
const digits = 25

const toMember = (number: string) => `,{"User_Account":"member-${number}","Status":"Waiting"}`
