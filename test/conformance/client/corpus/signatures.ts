import { inflateSync } from 'node:zlib'
import { toBase64Text, toUserSigText } from '../../../../src/usersig/encoding.ts'
import { sign } from '../../../../src/usersig/sign.ts'
import { type Account, goodHooks, type Hooks, toText } from './client.ts'
import { look, type SeededClient } from './stage.ts'

const day = 86_400

const one = (name: string, trips: string, hooks: Partial<Hooks>, who?: Partial<Account>): SeededClient => ({
  name,
  trips,
  run: look(hooks, who),
})

/** Signs well, but for another account, or with another key. */
const signedAs = (other: Partial<Account>): Partial<Hooks> => ({
  sign: (account, time) => goodHooks.sign({ ...account, ...other }, time),
})

/** Signs well, but so many seconds ago, for so many. */
const signedFor = (expire: number, ago = 0): Partial<Hooks> => ({
  sign: (account, time) => sign({ ...account, time: time - ago, expire }),
})

/** A UserSig that has a plus, a slash and a padding as ordinary base64. */
function signPlain(account: Account, time: number): string {
  for (let earlier = 0; ; earlier++) {
    const plain = toBase64Text(goodHooks.sign(account, time - earlier))
    if (/\+/.test(plain) && /\//.test(plain) && /=$/.test(plain)) return plain
  }
}

/** Slips in the UserSig and in whom it is for. */
export const signatures: readonly SeededClient[] = [
  one('does not compress', 'RB-Q11', {
    sign: (account, time) => {
      const json = inflateSync(Buffer.from(toBase64Text(goodHooks.sign(account, time)), 'base64'))
      return toUserSigText(json.toString('base64'))
    },
  }),
  one('has the ordinary alphabet', 'RB-Q11', { sign: signPlain }),
  one('has the ordinary alphabet, and does not encode it', 'RB-Q11', {
    sign: signPlain,
    toQuery: ({ usersig, ...query }) => `${toText(query)}&usersig=${usersig}`,
  }),
  one('cuts the UserSig off', 'RB-Q11', { sign: (account, time) => goodHooks.sign(account, time).slice(0, 128) }),
  one('sends the placeholder of the documentation', 'RB-Q11', { sign: () => 'xxx' }),
  one('encodes the UserSig twice', 'RB-Q11', {
    sign: (account, time) => encodeURIComponent(encodeURIComponent(signPlain(account, time))),
  }),

  one('signs for another application', 'RB-Q12', signedAs({ sdkAppId: 1_400_000_001 })),
  one('signs for another user', 'RB-Q13', signedAs({ identifier: 'admin' })),
  one('signs for the user in another case', 'RB-Q13', signedAs({ identifier: 'Administrator' })),

  one('signs with another key', 'RB-Q14', signedAs({ secretKey: 'f'.repeat(64) })),
  one('signs with the key in capitals', 'RB-Q14', {
    sign: (account, time) => goodHooks.sign({ ...account, secretKey: account.secretKey.toUpperCase() }, time),
  }),
  one('decodes the key from hex', 'RB-Q14', {
    sign: (account, time) => {
      const secretKey = Buffer.from(account.secretKey, 'hex').toString('latin1')
      return goodHooks.sign({ ...account, secretKey }, time)
    },
  }),

  one('keeps a UserSig for longer than it is good', 'RB-Q15', signedFor(day, day + 60)),
  one('keeps a UserSig to the last moment', 'RB-Q16', signedFor(3_600, 3_570)),
  one('signs for a minute', 'RB-Q17', signedFor(60)),
  one('signs for ten years', 'RB-Q17', signedFor(3_650 * day)),

  one('asks in the name of a user', 'RB-Q18', {}, { identifier: 'user1' }),
  one('asks in the name of an administrator in another case', 'RB-Q18', {}, { identifier: 'Admin' }),
  {
    ...one('asks in the name of a user where UserSigs are not looked at', 'RB-Q18', {}, { identifier: 'user1' }),
    settings: { auth: 'off' },
  },
]
