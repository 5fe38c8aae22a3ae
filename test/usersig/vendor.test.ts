import { Api } from 'tls-sig-api-v2'
import { expect, test } from 'vitest'
import type { UserSigDocument } from '../../src/usersig/document.ts'
import { readUserSig } from '../../src/usersig/read.ts'
import { sign } from '../../src/usersig/sign.ts'
import { verify } from '../../src/usersig/verify.ts'
import { claim, good } from './forge.ts'

const vendor = new Api(good.sdkAppId, good.secretKey)

function read(text: string): UserSigDocument {
  const read = readUserSig(text)
  if ('issues' in read) throw new Error(JSON.stringify(read.issues))
  return read.document
}

const theirs = {
  genUserSig: (who: string) => vendor.genUserSig(who, 86_400),
  'genSig with a buffer': (who: string) => vendor.genSig(who, 60, new Uint8Array([0, 255, 62, 63])),
  'genSig with an empty buffer': (who: string) => vendor.genSig(who, 60, new Uint8Array()),
  genPrivateMapKey: (who: string) => vendor.genPrivateMapKey(who, 86_400, 1434, 255),
  genPrivateMapKeyWithStringRoomID: (who: string) => {
    return vendor.genPrivateMapKeyWithStringRoomID(who, 86_400, 'roomid-1434', 42)
  },
}

for (const [name, make] of Object.entries(theirs)) {
  test.each(['administrator', 'user_1-2', '管理员', 'a\nb'])(
    `Accepts a UserSig that the vendor's ${name} creates for %j`,
    who => {
      const text = make(who)
      const { time, expire } = read(text)
      expect(verify(text, { ...claim, identifier: who, now: time * 1000 })).toEqual({
        ok: true,
        validUntil: (time + expire) * 1000,
      })
    },
  )

  test(`Creates the same bytes as the vendor's ${name}`, () => {
    const text = make('administrator')
    const { time, expire, userBuf } = read(text)
    expect(sign({ ...good, time, expire, userBuf })).toBe(text)
  })
}

test.each([undefined, '', 'AAECAw=='])("Creates the vendor's signature with the user buffer %j", userBuf => {
  for (const identifier of ['administrator', '管理员', ' ', 'x'.repeat(200)]) {
    const { time, expire, sig } = read(sign({ ...good, identifier, userBuf }))
    expect(sig).toBe(vendor._hmacsha256(identifier, time, expire, userBuf ?? null))
  }
})
