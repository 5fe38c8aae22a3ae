import { Empty } from './parts.tsx'

/** The view of the scenario and the faults. */
export function ScenarioView() {
  return <Empty icon="scenario" title="Scenario" />
}
