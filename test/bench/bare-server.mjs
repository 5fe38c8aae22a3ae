// The baseline: a bare node:http server that parses the same JSON body and serializes the same response each time.
import { createServer } from 'node:http'

createServer((request, response) => {
  const chunks = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    const { CallId } = JSON.parse(Buffer.concat(chunks).toString())
    const text = JSON.stringify({
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
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }).end(text)
  })
}).listen(Number(process.argv[2]), '127.0.0.1')
