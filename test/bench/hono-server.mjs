// The second baseline: a simple stub with hono, zod and one route that checks query and body.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import * as z from 'zod'

const query = z.object({
  sdkappid: z.string(),
  identifier: z.string(),
  usersig: z.string(),
  random: z.string(),
  contenttype: z.literal('json'),
})
const body = z.object({ CallId: z.string() })

const app = new Hono()
app.post('/v4/call_engine_http_srv/get_call_info', async context => {
  query.parse(context.req.query())
  const { CallId } = body.parse(await context.req.json())
  return context.json({
    ErrorCode: 0,
    ErrorInfo: '',
    ActionStatus: 'OK',
    RequestId: 'Id-431454f25a44462d8155bdff4fed38cc-O-Seq-19029769',
    Response: {
      CallInfo: { CallId, MediaType: 'Audio', ChatGroupId: '', RoomId: '', RoomIdType: 0 },
      UserList: [
        { User_Account: 'user1', Status: 'Calling' },
        { User_Account: 'user2', Status: 'Waiting' },
      ],
    },
  })
})
serve({ fetch: app.fetch, port: Number(process.argv[2]), hostname: '127.0.0.1' })
