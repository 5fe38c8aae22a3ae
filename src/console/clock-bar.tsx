import { formatDay, formatTime, zoneName } from './format.ts'
import { now } from './store.ts'

/** The clock of the application, and the controls that move it. */
export function ClockBar() {
  const text = formatTime(now.value)
  return (
    <section class="clock-bar" aria-label="Clock">
      <time class="clock-now" dateTime={new Date(now.value).toISOString()}>
        {text.slice(0, 8)}
        <i>{text.slice(8)}</i>
      </time>
      <span class="clock-day">
        {formatDay(now.value)}, {zoneName()}
      </span>
    </section>
  )
}
