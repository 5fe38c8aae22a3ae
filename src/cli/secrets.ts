import type { Serving } from './facts.ts'

/** Texts that are not to be shown, whoever wrote them into a command. */
export const listSecrets = ({ emulator, token }: Serving): readonly string[] =>
  [token, ...emulator.switchboard.listApps().flatMap(app => [app.secretKey, app.token])].filter(
    one => one !== undefined,
  )
