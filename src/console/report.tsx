import { Empty } from './parts.tsx'

/** The view of the contract report. */
export function ReportView() {
  return <Empty icon="report" title="Report" />
}
