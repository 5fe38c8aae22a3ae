import type { AppPlan } from './plan.ts'

/** The application there is if a scenario names none. Its key is meant to be known. */
export const demoApp = {
  sdkAppId: 88888888,
  secretKey: '72696e676261636b'.repeat(4),
  admins: ['administrator', 'admin'],
} as const satisfies AppPlan
