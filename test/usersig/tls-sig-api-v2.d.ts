/** The functions of the vendor's library that tests use; the library has no types. */
declare module 'tls-sig-api-v2' {
  export class Api {
    constructor(sdkAppId: number, secretKey: string)
    genUserSig(identifier: string, expire: number): string
    genSig(identifier: string, expire: number, userBuf: Uint8Array | null): string
    genPrivateMapKey(identifier: string, expire: number, room: number, privileges: number): string
    genPrivateMapKeyWithStringRoomID(identifier: string, expire: number, room: string, privileges: number): string
    _hmacsha256(identifier: string, time: number, expire: number, userBuf: string | null): string
  }
}
