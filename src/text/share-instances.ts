/** The property that marks instances of an error class in each copy of this package. */
const toMark = (name: string) => Symbol.for(`ringback.${name}`)

/**
 * Makes `instanceof` accept instances from another copy of the class: a process that loads the package as ES modules and as
 * CommonJS has two. Subclasses keep the usual `instanceof`.
 */
export function shareInstances(type: abstract new (...input: never[]) => Error, name: string): void {
  const mark = toMark(name)
  Object.defineProperty(type.prototype, mark, { value: true })
  Object.defineProperty(type, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      if (this !== type) return Function.prototype[Symbol.hasInstance].call(this, value)
      return typeof value === 'object' && value !== null && mark in value
    },
  })
}
