import java.io.*;
import java.net.*;
import java.net.http.*;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Adapter of a client in Java: {@code ringback check -- java examples/adapters/Adapter.java}. */
public class Adapter {
  static final Map<String, String> ENV = System.getenv();
  static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  // Pause before a retry in milliseconds, by ErrorCode.
  static final Map<Integer, Integer> PAUSES = Map.of(101001, 150, 60008, 150, 60007, 300);

  static class Refused extends IOException {
    final int code;

    Refused(int code) {
      super("ErrorCode " + code);
      this.code = code;
    }
  }

  // The JDK cannot parse JSON; these patterns match complete replies only. In a project, use Jackson or Gson.
  static final Pattern CODE = Pattern.compile("\\{(?:.*,)?\"ErrorCode\":(\\d+)[,}].*", Pattern.DOTALL);
  static final Pattern STATUS = Pattern.compile(".*,\"ActionStatus\":(\"OK\")?.*", Pattern.DOTALL);
  static final Pattern RESPONSE = Pattern.compile("\\{.*,\"Response\":(\\{.*})}", Pattern.DOTALL);
  static final Pattern QUESTION = Pattern.compile("\\{\"id\":(\\d+),.*?\"ask\":\"(\\w+)\",\"body\":(\\{.*})}");

  static String post(String command, String body, boolean hasResponse) throws IOException, InterruptedException {
    var random = Integer.toUnsignedString(new SecureRandom().nextInt());
    var query = "sdkappid=%s&identifier=%s&usersig=%s&random=%s&contenttype=json".formatted(ENV.get("RINGBACK_SDKAPPID"),
        URLEncoder.encode(ENV.get("RINGBACK_IDENTIFIER"), UTF_8), ENV.get("RINGBACK_USERSIG"), random);
    var url = ENV.get("RINGBACK_URL") + "/v4/call_engine_http_srv/" + command + "?" + query;
    // The service has a timeout of 3 s itself: a shorter limit here would lose replies.
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5))
        .POST(HttpRequest.BodyPublishers.ofString(body)).build();
    var response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    var answer = response.body();
    var code = CODE.matcher(answer);
    if (response.statusCode() != 200 || !answer.endsWith("}") || !code.matches()) throw new ProtocolException("no answer");
    if (!code.group(1).equals("0")) throw new Refused(Integer.parseInt(code.group(1)));
    var status = STATUS.matcher(answer);
    if (status.matches() && status.group(1) == null) throw new ProtocolException("no success");
    var value = RESPONSE.matcher(answer);
    if (hasResponse && !value.matches()) throw new ProtocolException("no Response");
    return hasResponse ? value.group(1) : "null";
  }

  static String ask(String command, String body, boolean hasResponse) throws IOException, InterruptedException {
    for (var retries = 2; ; retries--) {
      try {
        return post(command, body, hasResponse);
      } catch (ProtocolException | HttpTimeoutException error) {
        throw error; // a retry does not help
      } catch (IOException error) {
        // Anything but a refusal is a reset connection.
        var pause = error instanceof Refused refused ? PAUSES.get(refused.code) : Integer.valueOf(150);
        if (pause == null || retries == 0) throw error;
        Thread.sleep(pause);
      }
    }
  }

  public static void main(String[] args) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      var asked = QUESTION.matcher(line);
      if (!asked.matches()) {
        out.println("{\"ringback\":1,\"can\":[\"getCallInfo\",\"endCall\"]}");
        continue;
      }
      var isQuery = asked.group(2).equals("getCallInfo");
      try {
        var value = ask(isQuery ? "get_call_info" : "end_call", asked.group(3), isQuery);
        out.println("{\"id\":" + asked.group(1) + ",\"value\":" + value + "}");
      } catch (IOException error) {
        var code = error instanceof Refused refused ? refused.code : null;
        out.println("{\"id\":" + asked.group(1) + ",\"error\":{\"code\":" + code + ",\"message\":\"no success\"}}");
      }
    }
  }
}
