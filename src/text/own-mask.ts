import { findUserSigs } from './find-user-sigs.ts'
import { createSecrets, type Mask } from './secrets.ts'

/** A shorter value of `usersig` is a placeholder, and could stand anywhere by chance. */
const shortest = 32

/**
 * A mask for what an exchange shows, given the mask for all: it also finds what its query sent as a UserSig where that does not
 * have the shape of one, because a plus sign became a space, say, or it was packed wrongly.
 */
export function toOwnMask(query: ReadonlyMap<string, string>, mask: Mask): Mask {
  let own: string[] | undefined
  for (const [name, value] of query) {
    if (value.length < shortest || hasShape(value)) continue
    if (name === 'usersig' || findUserSigs(value.replaceAll(' ', '+'))[0]?.start === 0) own = [...(own ?? []), value]
  }
  if (!own) return mask
  const known = createSecrets(own)
  return text => mask(known.mask(text))
}

/** Whether a value is recognized as a UserSig wherever it stands. */
function hasShape(value: string): boolean {
  const [place] = findUserSigs(value)
  return place?.start === 0 && place.end === value.length
}
