/**
 * The application of a scenario that names none. Its key is public. It is defined apart from scenarios, so that commands
 * that only sign do not load them.
 */
export const demoApp = {
  sdkAppId: 88888888,
  secretKey: '72696e676261636b'.repeat(4),
  admins: ['administrator', 'admin'],
} as const
