import type { Basis } from './basis.ts'

/** One error code of the service. */
export interface ServiceError {
  /** The number in the answer's `ErrorCode`. */
  readonly code: number
  /** What it means, in our words. */
  readonly meaning: string
  /** What `ErrorInfo` says for it when nothing more precise is known; the meaning if absent. */
  readonly text?: string
  /** What a client does next: ask again, ask again after a pause, or mend the request and not repeat it. */
  readonly retry: 'again' | 'after a pause' | 'never'
  /** Where the code and its meaning were seen. */
  readonly seen: Basis
}

const general = { page: 68926 } as const
const chat = { page: 34348 } as const

/**
 * Every documented error code, by the name the code uses for it. Numbers and texts stand here and nowhere else.
 * Which code may be retried is documented for 101001 alone; the rest follows from the meaning.
 */
export const errors = {
  HttpParseError: {
    code: 60002,
    meaning: 'The HTTP request could not be read; look at its method and URL.',
    text: 'HTTP parse Error',
    retry: 'never',
    seen: general,
  },
  JsonParseError: {
    code: 60003,
    meaning: 'The body is not a JSON object.',
    retry: 'never',
    seen: general,
  },
  CredentialsWrong: {
    code: 60004,
    meaning: 'The account or the signature in the URL is missing or wrong.',
    retry: 'never',
    seen: general,
  },
  AccountWrong: {
    code: 60005,
    meaning: 'The account or its signature is wrong.',
    retry: 'never',
    seen: general,
  },
  SdkAppIdInvalid: {
    code: 60006,
    meaning: 'The SDKAppID is not valid.',
    retry: 'never',
    seen: general,
  },
  TooManyRequests: {
    code: 60007,
    meaning: 'The command was called more often than its limit allows.',
    text: 'blocked by quota',
    retry: 'after a pause',
    seen: general,
  },
  ServiceTimeout: {
    code: 60008,
    meaning: 'The service timed out, or the request has a wrong format.',
    text: 'service timeout or request format error,please check and try again',
    retry: 'again',
    seen: general,
  },
  NoSuchCommand: {
    code: 60009,
    meaning: 'There is no such resource; look at the URL.',
    retry: 'never',
    seen: general,
  },
  NotAdministrator: {
    code: 60010,
    meaning: 'Only an administrator of the application may call this.',
    retry: 'never',
    seen: general,
  },
  AppTooFrequent: {
    code: 60011,
    meaning: 'The application as a whole is over its frequency limit.',
    retry: 'after a pause',
    seen: general,
  },
  SdkAppIdMissing: {
    code: 60012,
    meaning: 'The URL has no SDKAppID.',
    retry: 'never',
    seen: general,
  },
  AnswerNotJson: {
    code: 60013,
    meaning: "The service's own answer was not JSON.",
    retry: 'again',
    seen: general,
  },
  AccountCheckTimeout: {
    code: 60014,
    meaning: 'Checking the account took too long.',
    retry: 'again',
    seen: general,
  },
  AccountNotString: {
    code: 60015,
    meaning: 'An account in the body is not a string.',
    retry: 'never',
    seen: general,
  },
  AppDisabled: {
    code: 60016,
    meaning: 'The SDKAppID is disabled.',
    retry: 'never',
    seen: general,
  },
  RequestDisabled: {
    code: 60017,
    meaning: 'This request is disabled.',
    retry: 'never',
    seen: general,
  },
  TooFrequent60018: {
    code: 60018,
    meaning: 'Requests come too often. The documentation gives 60018 and 60019 one meaning.',
    retry: 'after a pause',
    seen: general,
  },
  TooFrequent60019: {
    code: 60019,
    meaning: 'Requests come too often. The documentation gives 60018 and 60019 one meaning.',
    retry: 'after a pause',
    seen: general,
  },
  PackageExpired: {
    code: 60020,
    meaning: "The application's paid package has expired.",
    retry: 'never',
    seen: general,
  },
  SourceIpNotAllowed: {
    code: 60021,
    meaning: 'Requests from this IP address are not allowed.',
    retry: 'never',
    seen: general,
  },
  QueryWrong: {
    code: 60025,
    meaning: 'SDKAppID, Identifier, UserSig or ContentType in the URL is wrong.',
    retry: 'never',
    seen: chat,
  },
  HostOfOtherRegion: {
    code: 60026,
    meaning: 'The host does not serve the region of this SDKAppID.',
    retry: 'never',
    seen: chat,
  },
  TrialVolumeExceeded: {
    code: 60028,
    meaning: "The trial edition's volume is used up.",
    retry: 'never',
    seen: chat,
  },
  UserSigExpired: {
    code: 70001,
    meaning: 'The UserSig has expired.',
    text: 'The UserSig in use is expired. Please regenerate UserSig.',
    retry: 'never',
    seen: general,
  },
  UserSigUnreadable: {
    code: 70003,
    meaning: 'The UserSig cannot be read: cut off, or not made by the documented steps.',
    text: 'The UserSig in use is illegal. Please regenerate UserSig through official API.',
    retry: 'never',
    seen: general,
  },
  UserSigSignatureWrong: {
    code: 70009,
    meaning: 'The UserSig does not verify; it may have been made with the key of another application.',
    text: 'UserSig verification Failed. The UserSig in use maybe generated by Secret Key from other SDKAppID. Please regenerate UserSig by Secret Key from its own SDKAppID.',
    retry: 'never',
    seen: general,
  },
  UserSigOtherUser: {
    code: 70013,
    meaning: 'The identifier in the URL is not the one the UserSig was made for.',
    text: 'The requested identifier does not match the Usersig.',
    retry: 'never',
    seen: general,
  },
  UserSigOtherApp: {
    code: 70014,
    meaning: 'The SDKAppID in the URL is not the one the UserSig was made for.',
    text: 'The requested SDKAppID does not match the Usersig.',
    retry: 'never',
    seen: general,
  },
  KeyMissing: {
    code: 70016,
    meaning: 'The application has no key to verify with.',
    retry: 'never',
    seen: general,
  },
  AppNotFound: {
    code: 70020,
    meaning: 'The SDKAppID does not exist.',
    retry: 'never',
    seen: general,
  },
  UserSigWrongTooOften: {
    code: 70050,
    meaning: 'The UserSig is wrong, and was so too often.',
    retry: 'after a pause',
    seen: general,
  },
  AccountBlocked: {
    code: 70051,
    meaning: 'The account is blocked.',
    retry: 'never',
    seen: general,
  },
  AccountNotImported: {
    code: 70107,
    meaning: 'The account does not exist in the application.',
    retry: 'never',
    seen: general,
  },
  PlatformTimeout: {
    code: 70169,
    meaning: 'The service timed out inside.',
    retry: 'again',
    seen: general,
  },
  PlatformParameterInvalid: {
    code: 70402,
    meaning: 'A parameter is not allowed.',
    retry: 'never',
    seen: general,
  },
  PlatformError: {
    code: 70500,
    meaning: 'The service failed inside.',
    retry: 'again',
    seen: general,
  },
  ConfigInternalError: {
    code: 100001,
    meaning: 'The callback configuration failed inside.',
    retry: 'again',
    seen: { page: 68938 },
  },
  ConfigInvalidParameter: {
    code: 100002,
    meaning: 'A parameter of the callback configuration is not valid.',
    retry: 'never',
    seen: { page: 68938 },
  },
  CallbackNotSet: {
    code: 100301,
    meaning: 'The application has no callback configured.',
    retry: 'never',
    seen: { page: 68937 },
  },
  InternalError: {
    code: 101001,
    meaning: 'The service failed inside; ask again.',
    retry: 'again',
    seen: { page: 68932 },
  },
  InvalidParameter: {
    code: 101002,
    meaning: 'A parameter is not valid; ErrorInfo says which.',
    retry: 'never',
    seen: { page: 68932 },
  },
  CallNotFound: {
    code: 101004,
    meaning: 'The call does not exist, or it has ended.',
    retry: 'never',
    seen: { page: 68932 },
  },
  RecordNotFound: {
    code: 101050,
    meaning: 'There is no such record.',
    retry: 'never',
    seen: { page: 68930 },
  },
} as const satisfies { readonly [name: string]: ServiceError }

/** The name of an error code; a refusal is this name until the last line. */
export type ErrorName = keyof typeof errors

/** Every error name, in the order of the table. */
// The table is a literal, so its keys are exactly the names.
export const errorNames = Object.keys(errors) as ErrorName[]

const byCode = new Map(errorNames.map(name => [errors[name].code as number, name]))

/** The name for a code, or undefined if the service documents no such code. */
export const findErrorName = (code: number): ErrorName | undefined => byCode.get(code)

/** The facts of an error, with the optional ones absent rather than missing from the type. */
export const toError = (name: ErrorName): ServiceError => errors[name]
