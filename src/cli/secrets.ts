import type { Serving } from './facts.ts'

/** Texts that are not to be shown, whoever wrote them into a command. */
export const listSecrets = ({ switchboard, token }: Pick<Serving, 'switchboard' | 'token'>): readonly string[] =>
  [token, ...switchboard.listApps().flatMap(app => [app.secretKey, app.token])].filter(one => one !== undefined)
