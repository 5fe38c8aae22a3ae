import { deflateRawSync, gzipSync } from 'node:zlib'
import type { Asked } from '../../../src/usersig/explain.ts'
import type { FindingId } from '../../../src/usersig/findings/finding.ts'
import { sign } from '../../../src/usersig/sign.ts'
import { claim, encode, forge, forgeDocument, forgeUntil, good, pack } from '../forge.ts'

/** A UserSig with something wrong, and who asks, if not the claim's own. */
export interface Case {
  readonly text: string
  readonly asked?: Partial<Asked>
  /** What is found besides. */
  readonly also?: readonly FindingId[]
  /** What its sentence says. */
  readonly says?: RegExp
}

const json = JSON.stringify(forgeDocument())
const toStandard = (text: string) => text.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=')
const toUrlSafe = (text: string) => Buffer.from(toStandard(text), 'base64').toString('base64url')
const starred = forgeUntil(text => text.includes('*') && text.includes('-') && text.endsWith('_'))
const padded = forgeUntil(text => text.endsWith('_') && !text.endsWith('__'))
const oddBase64 = forgeUntil(text => /[*].*[*]/.test(text) && !text.endsWith('_'))
const end = (good.time + good.expire) * 1000
const join =
  (newline: string, last = newline) =>
  (lines: string[]) =>
    lines.join(newline) + last
const userBuf = 'cm9vbSAx'
const room = 'room 1'
const spaced = `  ${good.secretKey}\n`
const base64Key = Buffer.from(good.secretKey, 'hex').toString('base64')
const signedWith = (key: string | Uint8Array) => forge({ key })

/** Fields that no version of UserSigs has, signed with HMAC. */
const invented = {
  'TLS.account_type': '0',
  'TLS.appid': good.sdkAppId,
  'TLS.identifier': good.identifier,
  'TLS.time': good.time,
  'TLS.sr': 'x',
  'TLS.sig': forgeDocument()['TLS.sig'],
}

/** UserSigs in which each finding is found; the compiler asks for every finding there is. */
export const cases: { readonly [Id in FindingId]: readonly Case[] } = {
  empty: [{ text: '' }, { text: ' \n', also: ['space-around'] }, { text: '""', also: ['quotes-around'] }],
  'too-long': [{ text: 'A'.repeat(4097), says: /4097 characters/ }, { text: sign(good).padEnd(2 ** 20) }],
  'secret-key': [
    { text: good.secretKey, says: /secret key, not a UserSig/ },
    { text: 'a key of another form', asked: { secretKey: 'a key of another form' } },
    { text: 'f'.repeat(64), asked: { secretKey: undefined } },
    { text: `"${good.secretKey}"`, also: ['quotes-around'] },
    { text: 'a key of another application', asked: { isSecretKey: key => key === 'a key of another application' } },
  ],
  'space-around': [{ text: ` ${sign(good)}` }, { text: `${sign(good)}\n` }, { text: `\t${sign(good)}\r\n` }],
  'quotes-around': [{ text: `"${sign(good)}"` }, { text: `'${sign(good)}` }, { text: `“${sign(good)}”` }],
  'percent-encoded': [
    { text: starred.replaceAll('*', '%2A') },
    { text: starred.replace('*', '%2a') },
    { text: starred.replaceAll('*', '%2A').replaceAll('_', '%5F') },
    { text: encodeURIComponent(toStandard(starred)), also: ['standard-base64'] },
    { text: encodeURIComponent(`"${sign(good)}"`), also: ['quotes-around'] },
  ],
  'percent-encoded-twice': [
    { text: starred.replaceAll('*', '%252A'), says: /percent-encoded twice/ },
    { text: starred.replaceAll('*', '%25252A'), says: /percent-encoded 3 times/ },
    { text: starred.replaceAll('*', '%2A'), asked: { isQueryValue: true }, says: /percent-encoded twice/ },
  ],
  'whitespace-inside': [{ text: sign(good).replaceAll(/.{76}/g, '$&\n') }, { text: sign(good).replace('J', 'J ') }],
  'plus-became-space': [{ text: toStandard(oddBase64).replaceAll('+', ' '), also: ['standard-base64'] }],
  'standard-base64': [
    { text: toStandard(starred) },
    { text: starred.replaceAll('_', '=') },
    { text: starred.replaceAll('*', '+') },
  ],
  'url-safe-base64': [
    { text: toUrlSafe(starred) },
    { text: toUrlSafe(padded) },
    { text: toStandard(starred).replaceAll('+', '-').replaceAll('/', '_') },
  ],
  'padding-wrong': [{ text: padded.slice(0, -1) }, { text: `${padded}_` }],
  'outside-alphabet': [
    { text: `${sign(good).slice(0, 30)}&random=1`, says: /^Character 31 is "&"/ },
    { text: `${sign(good)}.`, says: /is "\."/ },
    { text: '%', says: /^Character 1 is "%"/ },
  ],
  'not-encoded': [
    { text: json },
    { text: '{}', also: [...Array<FindingId>(6).fill('field-missing'), 'signature-not-checked'] },
  ],
  'not-compressed': [{ text: encode(Buffer.from(json)) }],
  'raw-deflate': [{ text: encode(deflateRawSync(json)) }],
  gzip: [{ text: encode(gzipSync(json)) }],
  'cut-off': [
    { text: sign(good).slice(0, 100) },
    { text: sign(good).slice(0, 101), also: ['padding-wrong'] },
    { text: toStandard(sign(good)).slice(0, 128), also: ['standard-base64'] },
  ],
  'not-zlib': [
    { text: encode(Buffer.from('what is this')) },
    { text: sign(good).toLowerCase() },
    { text: 'dGhpcyBpcyBub3Q=', also: ['standard-base64'] },
  ],
  'too-large': [{ text: pack(Buffer.alloc(100_000)), says: /more than 8192 bytes/ }],
  'not-json': [
    { text: pack('TLS.ver=2.0') },
    { text: pack('[]'), says: /not an object/ },
    { text: pack(Buffer.from([255])), says: /not text in UTF-8/ },
    { text: encode(Buffer.from('{"TLS')), also: ['not-compressed'] },
  ],
  'old-version': [
    {
      text: pack(
        JSON.stringify({
          'TLS.account_type': '0',
          'TLS.identifier': good.identifier,
          'TLS.appid_at_3rd': '0',
          'TLS.sdk_appid': String(good.sdkAppId),
          'TLS.expire_after': String(good.expire),
          'TLS.version': '201512300000',
          'TLS.time': String(good.time),
          'TLS.sig': 'MEUCIQ==',
        }),
      ),
      also: ['signature-not-checked'],
    },
  ],
  'other-version': [
    { text: forge({ shown: { 'TLS.ver': '1.0' } }), says: /version "1.0"/ },
    { text: forge({ shown: { 'TLS.ver': 2 } }), says: /version 2\./ },
  ],
  'field-missing': [
    { text: forge({ shown: { 'TLS.ver': undefined } }), says: /^TLS.ver is missing\.$/ },
    { text: forge({ shown: { 'TLS.expire': undefined } }), also: ['signature-not-checked'], says: /^TLS.expire/ },
    {
      text: forge({ shown: { 'TLS.sig': undefined, 'TLS.time': undefined } }),
      also: ['field-missing', 'signature-not-checked'],
      says: /^TLS.time/,
    },
  ],
  'unknown-fields': [
    {
      text: pack(JSON.stringify(invented)),
      also: ['signature-not-checked'],
      says: /unknown fields TLS\.account_type, TLS\.appid, TLS\.sr; missing fields TLS\.ver, TLS\.sdkappid/,
    },
    { text: pack('{"user":"a"}'), also: ['signature-not-checked'], says: /unknown fields user; / },
  ],
  'field-misspelled': [
    {
      text: forge({ userBuf, shown: { 'TLS.userbuf': undefined, 'TLS.userBuf': userBuf } }),
      says: /TLS\.userbuf is spelled "TLS\.userBuf"/,
    },
    { text: forge({ shown: { 'TLS.sdkappid': undefined, 'TLS.sdkAppId': good.sdkAppId } }), says: /"TLS\.sdkAppId"/ },
    {
      text: forge({ shown: { 'TLS.expire': undefined, Expire: good.expire } }),
      says: /TLS\.expire is spelled "Expire"/,
    },
    {
      text: forge({ values: { 'TLS.userBuf': userBuf } }),
      also: ['line-misspelled'],
      says: /"TLS\.userBuf"/,
    },
  ],
  'field-ignored': [{ text: forge({ shown: { 'TLS.userBuf': userBuf } }), says: /"TLS\.userBuf" is ignored/ }],
  'field-wrong': [{ text: forge({ shown: { 'TLS.userbuf': 'a b' } }), says: /^TLS.userbuf/ }],
  'not-an-integer': [
    {
      text: forge({ values: { 'TLS.time': 1795795977.123 } }),
      also: ['signature-not-checked'],
      says: /^TLS\.time is 1795795977\.123, and time must be an integer/,
    },
    { text: forge({ values: { 'TLS.expire': '86400.5' } }), also: ['signature-not-checked'], says: /^TLS\.expire is/ },
  ],
  'other-application': [
    { text: sign({ ...good, sdkAppId: 1400000001 }), says: /application 1400000001, and application 88888888 is/ },
    { text: sign(good), asked: { sdkAppId: 1 } },
  ],
  'other-user': [
    { text: sign({ ...good, identifier: 'user1' }), says: /made for "user1", and used by "administrator"\.$/ },
    { text: sign({ ...good, identifier: 'Administrator' }), says: /only upper and lower case differ/ },
    { text: sign({ ...good, identifier: 'administrator ' }), says: /only the space around it differs/ },
  ],
  expired: [
    {
      text: sign(good),
      asked: { now: end + 3 * 3_600_000 },
      says: /^The UserSig expired 3 h ago, at 2026-01-16T09:30:00Z\.$/,
    },
    { text: sign(good), asked: { now: end }, says: /0 s ago/ },
  ],
  'not-yet-valid': [
    { text: sign({ ...good, time: good.time + 7200 }), says: /lies 1 h in the future, at 2026-01-15T11:30:00Z/ },
    { text: sign({ ...good, time: claim.now / 1000 + 86_400 }) },
  ],
  'time-in-the-future': [
    { text: sign({ ...good, time: claim.now / 1000 + 86_401 }), says: /1 day 1 s in the future/ },
    { text: sign({ ...good, time: good.time * 2 }) },
  ],
  'time-in-milliseconds': [
    { text: forge({ values: { 'TLS.time': good.time * 1000 } }), says: /as milliseconds, it is 2026-01-15T09:30:00Z/ },
    {
      text: forge({ values: { 'TLS.time': good.time * 1000, 'TLS.expire': 15_552_000_000 } }),
      also: ['expire-in-milliseconds'],
    },
  ],
  'expire-in-milliseconds': [
    { text: sign({ ...good, expire: 86_400_000_000 }), says: /as milliseconds, that is 2 years 270 days/ },
    { text: sign({ ...good, expire: 604_800_000 }), says: /as milliseconds, that is 7 days/ },
  ],
  'expire-is-a-point-in-time': [
    {
      text: sign({ ...good, expire: good.time + 86_400 }),
      says: /expire is a duration in seconds; this looks like a point in time, 2026-01-16T09:30:00Z/,
    },
    { text: sign({ ...good, expire: (good.time + 86_400) * 1000 }), says: /a point in time, 2026-01-16T09:30:00Z/ },
  ],
  'short-lived': [
    { text: sign({ ...good, expire: 59 }), asked: { now: good.time * 1000 }, says: /valid for 59 s only/ },
    { text: sign({ ...good, expire: 0 }), also: ['expired'] },
  ],
  'long-lived': [
    { text: sign({ ...good, expire: 3651 * 86_400 }), says: /valid for 10 years 1 day/ },
    { text: sign({ ...good, expire: 86_400_000 }), says: /as milliseconds, that would be 1 day/ },
  ],
  'signature-not-checked': [{ text: sign(good), asked: { secretKey: undefined }, says: /the secret key is not known/ }],
  'key-with-space-or-quotes': [
    { text: sign(good), asked: { secretKey: spaced }, says: /the key you gave, less/ },
    { text: sign(good), asked: { secretKey: `"${good.secretKey}"` }, says: /the key you gave, less/ },
    { text: signedWith(`${good.secretKey}\n`), says: /a line break around it/ },
    { text: signedWith(`${good.secretKey}\r\n`), says: /a line break around it/ },
    { text: signedWith(` ${good.secretKey}`), says: /space around it/ },
    { text: signedWith(`'${good.secretKey}'`), says: /quotes around it/ },
  ],
  'key-decoded-from-hex': [{ text: signedWith(Buffer.from(good.secretKey, 'hex')) }],
  'key-decoded-from-base64': [
    { text: signedWith(Buffer.from(good.secretKey, 'base64')) },
    { text: signedWith(Buffer.from(good.secretKey, 'hex')), asked: { secretKey: base64Key } },
  ],
  'key-in-other-case': [
    { text: signedWith(good.secretKey.toUpperCase()), says: /upper case/ },
    { text: sign(good), asked: { secretKey: good.secretKey.toUpperCase() }, says: /lower case/ },
  ],
  'other-application-signed': [
    {
      text: forge({ shown: { 'TLS.sdkappid': 1400000001 } }),
      also: ['other-application'],
      says: /has "88888888" for TLS.sdkappid, and the document has "1400000001"/,
    },
  ],
  'other-user-signed': [
    { text: forge({ shown: { 'TLS.identifier': 'user1' } }), also: ['other-user'], says: /has "administrator" for/ },
    { text: forge({ text: lines => join('\n')(lines).replace('administrator', 'ADMINISTRATOR') }) },
    {
      text: forge({ values: { 'TLS.identifier': 'a%40b' }, shown: { 'TLS.identifier': 'a@b' } }),
      asked: { identifier: 'a@b' },
    },
    {
      text: forge({ shown: { 'TLS.identifier': 'administrator ' } }),
      asked: { identifier: undefined },
      says: /has "administrator" for TLS.identifier, and the document has "administrator "/,
    },
  ],
  'other-time-signed': [
    { text: forge({ shown: { 'TLS.time': good.time + 1 } }), says: /has "1768469400" for TLS.time/ },
    { text: forge({ shown: { 'TLS.time': good.time - 1 } }) },
    { text: forge({ text: lines => join('\n')(lines).replace(':86400', ':1768555800') }), says: /TLS.expire/ },
  ],
  'user-buffer-not-signed': [{ text: forge({ shown: { 'TLS.userbuf': userBuf } }) }],
  'user-buffer-not-in-base64': [{ text: forge({ userBuf, text: lines => join('\n')(lines).replace(userBuf, room) }) }],
  'user-buffer-missing': [
    { text: forge({ userBuf: '', shown: { 'TLS.userbuf': undefined } }) },
    { text: forge({ userBuf: 'null', shown: { 'TLS.userbuf': undefined } }), says: /TLS.userbuf:null/ },
  ],
  'fields-in-another-order': [
    {
      text: forge({ text: ([user = '', app = '', ...rest]) => join('\n')([app, user, ...rest]) }),
      says: /: TLS.sdkappid, TLS.identifier, TLS.time, TLS.expire\./,
    },
    { text: forge({ text: lines => join('\n')(lines.toReversed()) }) },
    { text: forge({ userBuf, text: lines => join('\n')(lines.toReversed()) }), says: /: TLS.userbuf, TLS.expire/ },
    { text: forge({ text: lines => join('\n')(lines.toSorted()) }) },
  ],
  'line-misspelled': [
    {
      text: forge({ userBuf, text: lines => join('\n')(lines).replace('userbuf', 'userBuf') }),
      says: /The line of TLS\.userbuf was signed as TLS\.userBuf/,
    },
    { text: forge({ text: lines => join('\n')(lines).replaceAll('TLS.', '') }), says: /lack the prefix TLS/ },
    { text: forge({ text: lines => join('\n')(lines).replace('sdkappid', 'sdk_appid') }), says: /as TLS\.sdk_appid/ },
  ],
  'lines-end-with-crlf': [{ text: forge({ text: join('\r\n') }) }],
  'lines-not-ended': [
    { text: forge({ text: join('\\n') }), says: /a backslash and an n/ },
    { text: forge({ text: join('') }), says: /without any line breaks/ },
  ],
  'final-newline-missing': [
    { text: forge({ text: join('\n', '') }) },
    { text: forge({ userBuf, text: join('\n', '') }) },
  ],
  'other-digest': [
    { text: forge({ digest: 'sha1' }), says: /SHA-1\./ },
    { text: forge({ digest: 'sha512' }), says: /SHA-512\./ },
    { text: forge({ digest: 'md5' }), says: /MD5/ },
  ],
  'signature-in-hex': [
    { text: forge({ write: mac => mac.toString('hex') }) },
    { text: forge({ write: mac => mac.toString('hex').toUpperCase() }) },
    { text: forge({ write: mac => Buffer.from(mac.toString('hex')).toString('base64') }) },
  ],
  'signature-in-other-base64': [
    { text: forge({ write: mac => mac.toString('base64url') }) },
    { text: forge({ write: mac => mac.toString('base64').replaceAll('=', '') }) },
    { text: forge({ write: encode }) },
  ],
  'signed-with-another-key': [
    { text: sign({ ...good, secretKey: 'another' }) },
    { text: forge({ shown: { 'TLS.sig': '' } }) },
    { text: sign(good), asked: { secretKey: '' } },
  ],
}
