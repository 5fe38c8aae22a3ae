# Prints the reply to get_call_info. The host is hard-coded, as in many clients.
require 'json'
require 'net/http'
require 'securerandom'

HOST = 'console.tim.qq.com'

def get_call_info(call_id)
  query = URI.encode_www_form(
    sdkappid: ENV.fetch('SDKAPPID'),
    identifier: 'administrator',
    usersig: ENV.fetch('USERSIG'),
    random: SecureRandom.random_number(2**32),
    contenttype: 'json',
  )
  uri = URI("https://#{HOST}/v4/call_engine_http_srv/get_call_info?#{query}")
  http = Net::HTTP.new(uri.host, uri.port)
  http.use_ssl = true
  http.read_timeout = 5
  JSON.parse(http.post(uri.request_uri, JSON.generate(CallId: call_id)).body)
end

answer = get_call_info(ARGV[0] || '055662e1-bc8a-469c-a334-1126c8c17d58')
puts JSON.generate(answer)
exit answer['ErrorCode'].zero?
