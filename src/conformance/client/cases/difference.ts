import { formatValue } from '../../../text/quote.ts'

/** The field at a path such as `CallInfo.RoomId`; undefined where there is none. */
export const findField = (value: unknown, path: string): unknown => path.split('.').reduce<unknown>(read, value)

const read = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined

/**
 * The first thing in which what came departs from what was told, as a sentence; undefined if all of it is there. Fields
 * beyond what was told do not matter, entries of a list do.
 */
export function findDifference(told: unknown, came: unknown, path: string): string | undefined {
  if (Array.isArray(told)) return findInList(told, came, path)
  if (typeof told !== 'object' || told === null) {
    return Object.is(told, came) ? undefined : `${toName(path)} is ${toText(came)}, and should be ${toText(told)}.`
  }
  if (typeof came !== 'object' || came === null || Array.isArray(came)) {
    return `${toName(path)} is ${toText(came)}, and should be an object.`
  }
  for (const [key, value] of Object.entries(told)) {
    const difference = findDifference(value, read(came, key), path === '' ? key : `${path}.${key}`)
    if (difference) return difference
  }
  return undefined
}

function findInList(told: readonly unknown[], came: unknown, path: string): string | undefined {
  if (!Array.isArray(came)) return `${toName(path)} is ${toText(came)}, and should be a list.`
  if (came.length !== told.length) {
    return `${toName(path)} has ${came.length} entries, and should have ${told.length}.`
  }
  for (const [index, value] of told.entries()) {
    const difference = findDifference(value, came[index], `${path}[${index}]`)
    if (difference) return difference
  }
  return undefined
}

const toName = (path: string) => (path === '' ? 'The whole' : path)

const toText = (value: unknown) => (value === undefined ? 'missing' : formatValue(value))
