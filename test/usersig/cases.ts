import { deflateRawSync, gzipSync } from 'node:zlib'
import type { ExplainOptions } from '../../src/usersig/explain.ts'
import type { UserSigFindingCode } from '../../src/usersig/messages.ts'
import { sign } from '../../src/usersig/sign.ts'
import { claim, encode, forge, forgeDocument, forgeUntil, good, pack } from './forge.ts'

/** A faulty UserSig, and the options that it is explained with besides the defaults. */
export interface Case {
  readonly text: string
  readonly options?: Partial<ExplainOptions>
  /** The codes of further findings. */
  readonly also?: readonly UserSigFindingCode[]
  /** Data of the finding. */
  readonly data?: object
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

/** Fields that no version of UserSig has, signed with HMAC. */
const invented = {
  'TLS.account_type': '0',
  'TLS.appid': good.sdkAppId,
  'TLS.identifier': good.identifier,
  'TLS.time': good.time,
  'TLS.sr': 'x',
  'TLS.sig': forgeDocument()['TLS.sig'],
}

/** UserSigs for every code of a finding. */
export const cases: { readonly [Id in UserSigFindingCode]: readonly Case[] } = {
  empty: [{ text: '' }, { text: ' \n', also: ['space-around'] }, { text: '""', also: ['quotes-around'] }],
  'too-long': [{ text: 'A'.repeat(4097), data: { length: 4097 } }, { text: sign(good).padEnd(2 ** 20) }],
  'secret-key': [
    { text: good.secretKey },
    { text: 'a key of another form', options: { secretKey: 'a key of another form' } },
    { text: 'f'.repeat(64), options: { secretKey: undefined } },
    { text: `"${good.secretKey}"`, also: ['quotes-around'] },
    { text: 'a key of another application', options: { isSecretKey: key => key === 'a key of another application' } },
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
    { text: starred.replaceAll('*', '%252A'), data: { times: 2 } },
    { text: starred.replaceAll('*', '%25252A'), data: { times: 3 } },
    { text: starred.replaceAll('*', '%2A'), options: { isQueryValue: true }, data: { times: 2 } },
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
    { text: `${sign(good).slice(0, 30)}&random=1`, data: { position: 31, character: '&' } },
    { text: `${sign(good)}.`, data: { character: '.' } },
    { text: '%', data: { position: 1, character: '%' } },
  ],
  'not-encoded': [
    { text: json },
    { text: '{}', also: [...Array<UserSigFindingCode>(6).fill('field-missing'), 'signature-not-checked'] },
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
  'too-large': [{ text: pack(Buffer.alloc(100_000)) }],
  'not-json': [
    { text: pack('TLS.ver=2.0') },
    { text: pack('[]'), data: { content: 'json' } },
    { text: pack(Buffer.from([255])), data: { content: 'binary' } },
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
    { text: forge({ shown: { 'TLS.ver': '1.0' } }), data: { version: '1.0' } },
    { text: forge({ shown: { 'TLS.ver': 2 } }), data: { version: 2 } },
  ],
  'field-missing': [
    { text: forge({ shown: { 'TLS.ver': undefined } }), data: { field: 'TLS.ver' } },
    {
      text: forge({ shown: { 'TLS.expire': undefined } }),
      also: ['signature-not-checked'],
      data: { field: 'TLS.expire' },
    },
    {
      text: forge({ shown: { 'TLS.sig': undefined, 'TLS.time': undefined } }),
      also: ['field-missing', 'signature-not-checked'],
      data: { field: 'TLS.time' },
    },
  ],
  'unknown-fields': [
    {
      text: pack(JSON.stringify(invented)),
      also: ['signature-not-checked'],
      data: {
        unknown: ['TLS.account_type', 'TLS.appid', 'TLS.sr'],
        missing: ['TLS.ver', 'TLS.sdkappid', 'TLS.expire'],
      },
    },
    { text: pack('{"user":"a"}'), also: ['signature-not-checked'], data: { unknown: ['user'] } },
  ],
  'field-misspelled': [
    {
      text: forge({ userBuf, shown: { 'TLS.userbuf': undefined, 'TLS.userBuf': userBuf } }),
      data: { field: 'TLS.userbuf', spelled: 'TLS.userBuf' },
    },
    {
      text: forge({ shown: { 'TLS.sdkappid': undefined, 'TLS.sdkAppId': good.sdkAppId } }),
      data: { spelled: 'TLS.sdkAppId' },
    },
    {
      text: forge({ shown: { 'TLS.expire': undefined, Expire: good.expire } }),
      data: { field: 'TLS.expire', spelled: 'Expire' },
    },
    {
      text: forge({ values: { 'TLS.userBuf': userBuf } }),
      also: ['line-misspelled'],
      data: { spelled: 'TLS.userBuf' },
    },
  ],
  'field-ignored': [{ text: forge({ shown: { 'TLS.userBuf': userBuf } }), data: { spelled: 'TLS.userBuf' } }],
  'field-wrong': [{ text: forge({ shown: { 'TLS.userbuf': 'a b' } }), data: { field: 'TLS.userbuf', value: 'a b' } }],
  'not-an-integer': [
    {
      text: forge({ values: { 'TLS.time': 1795795977.123 } }),
      also: ['signature-not-checked'],
      data: { field: 'TLS.time', value: 1795795977.123 },
    },
    {
      text: forge({ values: { 'TLS.expire': '86400.5' } }),
      also: ['signature-not-checked'],
      data: { field: 'TLS.expire', value: '86400.5' },
    },
  ],
  'other-application': [
    { text: sign({ ...good, sdkAppId: 1400000001 }), data: { signed: 1400000001, requested: 88888888 } },
    { text: sign(good), options: { sdkAppId: 1 } },
  ],
  'other-user': [
    { text: sign({ ...good, identifier: 'user1' }), data: { signed: 'user1', requested: 'administrator' } },
    { text: sign({ ...good, identifier: 'Administrator' }), data: { signed: 'Administrator' } },
    { text: sign({ ...good, identifier: 'administrator ' }), data: { signed: 'administrator ' } },
  ],
  expired: [
    { text: sign(good), options: { now: end + 3 * 3_600_000 }, data: { validUntil: end, now: end + 3 * 3_600_000 } },
    { text: sign(good), options: { now: end }, data: { now: end } },
  ],
  'not-yet-valid': [
    { text: sign({ ...good, time: good.time + 7200 }), data: { time: good.time + 7200, now: claim.now } },
    { text: sign({ ...good, time: claim.now / 1000 + 86_400 }) },
  ],
  'time-in-the-future': [
    { text: sign({ ...good, time: claim.now / 1000 + 86_401 }), data: { time: claim.now / 1000 + 86_401 } },
    { text: sign({ ...good, time: good.time * 2 }) },
  ],
  'time-in-milliseconds': [
    { text: forge({ values: { 'TLS.time': good.time * 1000 } }), data: { time: good.time * 1000 } },
    {
      text: forge({ values: { 'TLS.time': good.time * 1000, 'TLS.expire': 15_552_000_000 } }),
      also: ['expire-in-milliseconds'],
    },
  ],
  'expire-in-milliseconds': [
    { text: sign({ ...good, expire: 86_400_000_000 }), data: { expire: 86_400_000_000 } },
    { text: sign({ ...good, expire: 604_800_000 }), data: { expire: 604_800_000 } },
  ],
  'expire-is-a-point-in-time': [
    { text: sign({ ...good, expire: good.time + 86_400 }), data: { at: end } },
    { text: sign({ ...good, expire: (good.time + 86_400) * 1000 }), data: { at: end } },
  ],
  'short-lived': [
    { text: sign({ ...good, expire: 59 }), options: { now: good.time * 1000 }, data: { expire: 59 } },
    { text: sign({ ...good, expire: 0 }), also: ['expired'] },
  ],
  'long-lived': [
    { text: sign({ ...good, expire: 3651 * 86_400 }), data: { expire: 3651 * 86_400, looksLikeMilliseconds: true } },
    { text: sign({ ...good, expire: 86_400_000 }), data: { expire: 86_400_000, looksLikeMilliseconds: true } },
  ],
  'signature-not-checked': [{ text: sign(good), options: { secretKey: undefined }, data: { missing: 'key' } }],
  'key-with-space-or-quotes': [
    { text: sign(good), options: { secretKey: spaced }, data: { around: 'given key' } },
    { text: sign(good), options: { secretKey: `"${good.secretKey}"` }, data: { around: 'given key' } },
    { text: signedWith(`${good.secretKey}\n`), data: { around: 'a line break' } },
    { text: signedWith(`${good.secretKey}\r\n`), data: { around: 'a line break' } },
    { text: signedWith(` ${good.secretKey}`), data: { around: 'a space' } },
    { text: signedWith(`'${good.secretKey}'`), data: { around: 'quotes' } },
  ],
  'key-decoded-from-hex': [{ text: signedWith(Buffer.from(good.secretKey, 'hex')) }],
  'key-decoded-from-base64': [
    { text: signedWith(Buffer.from(good.secretKey, 'base64')) },
    { text: signedWith(Buffer.from(good.secretKey, 'hex')), options: { secretKey: base64Key } },
  ],
  'key-in-other-case': [
    { text: signedWith(good.secretKey.toUpperCase()), data: { letters: 'uppercase' } },
    { text: sign(good), options: { secretKey: good.secretKey.toUpperCase() }, data: { letters: 'lowercase' } },
  ],
  'other-application-signed': [
    {
      text: forge({ shown: { 'TLS.sdkappid': 1400000001 } }),
      also: ['other-application'],
      data: { field: 'TLS.sdkappid', signed: '88888888', shown: '1400000001' },
    },
  ],
  'other-user-signed': [
    { text: forge({ shown: { 'TLS.identifier': 'user1' } }), also: ['other-user'], data: { signed: 'administrator' } },
    { text: forge({ text: lines => join('\n')(lines).replace('administrator', 'ADMINISTRATOR') }) },
    {
      text: forge({ values: { 'TLS.identifier': 'a%40b' }, shown: { 'TLS.identifier': 'a@b' } }),
      options: { identifier: 'a@b' },
    },
    {
      text: forge({ shown: { 'TLS.identifier': 'administrator ' } }),
      options: { identifier: undefined },
      data: { field: 'TLS.identifier', signed: 'administrator', shown: 'administrator ' },
    },
  ],
  'other-time-signed': [
    { text: forge({ shown: { 'TLS.time': good.time + 1 } }), data: { field: 'TLS.time', signed: '1768469400' } },
    { text: forge({ shown: { 'TLS.time': good.time - 1 } }) },
    {
      text: forge({ text: lines => join('\n')(lines).replace(':86400', ':1768555800') }),
      data: { field: 'TLS.expire' },
    },
  ],
  'user-buffer-not-signed': [{ text: forge({ shown: { 'TLS.userbuf': userBuf } }) }],
  'user-buffer-not-in-base64': [{ text: forge({ userBuf, text: lines => join('\n')(lines).replace(userBuf, room) }) }],
  'user-buffer-missing': [
    { text: forge({ userBuf: '', shown: { 'TLS.userbuf': undefined } }) },
    { text: forge({ userBuf: 'null', shown: { 'TLS.userbuf': undefined } }), data: { value: 'null' } },
  ],
  'fields-in-another-order': [
    {
      text: forge({ text: ([user = '', app = '', ...rest]) => join('\n')([app, user, ...rest]) }),
      data: { order: ['TLS.sdkappid', 'TLS.identifier', 'TLS.time', 'TLS.expire'] },
    },
    { text: forge({ text: lines => join('\n')(lines.toReversed()) }) },
    {
      text: forge({ userBuf, text: lines => join('\n')(lines.toReversed()) }),
      data: { order: ['TLS.userbuf', 'TLS.expire', 'TLS.time', 'TLS.sdkappid', 'TLS.identifier'] },
    },
    { text: forge({ text: lines => join('\n')(lines.toSorted()) }) },
  ],
  'line-misspelled': [
    {
      text: forge({ userBuf, text: lines => join('\n')(lines).replace('userbuf', 'userBuf') }),
      data: { field: 'TLS.userbuf', spelled: 'TLS.userBuf' },
    },
    { text: forge({ text: lines => join('\n')(lines).replaceAll('TLS.', '') }), data: { style: 'no-prefix' } },
    {
      text: forge({ text: lines => join('\n')(lines).replace('sdkappid', 'sdk_appid') }),
      data: { spelled: 'TLS.sdk_appid' },
    },
  ],
  'lines-end-with-crlf': [{ text: forge({ text: join('\r\n') }) }],
  'lines-not-ended': [
    { text: forge({ text: join('\\n') }), data: { newline: '\\n' } },
    { text: forge({ text: join('') }), data: { newline: '' } },
  ],
  'final-newline-missing': [
    { text: forge({ text: join('\n', '') }) },
    { text: forge({ userBuf, text: join('\n', '') }) },
  ],
  'other-digest': [
    { text: forge({ digest: 'sha1' }), data: { digest: 'SHA1' } },
    { text: forge({ digest: 'sha512' }), data: { digest: 'SHA512' } },
    { text: forge({ digest: 'md5' }), data: { digest: 'MD5' } },
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
    { text: sign(good), options: { secretKey: '' } },
  ],
}
