// A receiver that answers every callback as documented and prints its port.
import { createServer } from 'node:http'

const answer = '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}'
const server = createServer((request, response) => {
  request.resume().on('end', () => response.end(answer))
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
