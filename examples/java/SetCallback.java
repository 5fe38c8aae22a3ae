import java.io.*;
import java.net.*;
import java.net.http.*;
import java.security.*;
import java.time.*;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.DeflaterOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Sets the callback address, reads it back, prints it, and deletes it: {@code java SetCallback.java [URL]}.
 * An application has one address; the previous one is lost.
 */
public class SetCallback {
  static final String BASE = env("RINGBACK_URL", "http://127.0.0.1:2255");
  static final String SDKAPPID = env("RINGBACK_SDKAPPID", "88888888");
  static final String SECRET_KEY = env("RINGBACK_SECRET_KEY", "72696e676261636b".repeat(4));
  static final String IDENTIFIER = env("RINGBACK_IDENTIFIER", "administrator");
  static final HttpClient HTTP = HttpClient.newHttpClient(); // shared by all requests, so that connections are reused

  public static void main(String[] args) throws Exception {
    // The address contains a secret, so that others cannot post to the receiver.
    var url = (args.length > 0 ? args[0] : "http://127.0.0.1:3000/callback") + "?token=" + makeToken();
    var commands = """
        ["Call.CallbackAfterStartCall", "Call.CallbackAfterMemberChanged", "Call.CallbackAfterEndCall"]""";
    try {
      var userSig = makeUserSig();
      ask("set_callback", "{\"Url\":" + quote(url) + ",\"CallbackCommandList\":" + commands + "}", userSig);
      var answer = ask("get_callback", "{}", userSig);
      System.out.println(read(answer, "Url"));
      var words = Pattern.compile("Call\\.Callback\\w+").matcher(answer);
      while (words.find()) System.out.println(words.group());
      ask("delete_callback", "{}", userSig);
    } catch (IOException error) {
      System.err.println(error.getMessage() != null ? error.getMessage() : "No connection to " + BASE);
      System.exit(1);
    }
  }

  static String ask(String command, String body, String userSig) throws IOException, InterruptedException {
    for (var retries = 3; ; retries--) {
      var answer = post("call_config/" + command, body, userSig);
      // HTTP 200 means only that the service was reached; these two fields tell success from failure.
      var code = read(answer, "ErrorCode");
      if (code.isEmpty()) throw new IOException("The reply has no ErrorCode.");
      if (code.equals("0") && !read(answer, "ActionStatus").equals("FAIL")) return answer;
      var reason = code + ": " + read(answer, "ErrorInfo") + " " + read(answer, "RequestId");
      // 100001 is the internal error of the callback configuration, like 101001 of calls.
      if (!code.equals("100001") || retries == 0) throw new IOException(reason);
      Thread.sleep(300);
    }
  }

  static String post(String command, String body, String userSig) throws IOException, InterruptedException {
    var random = Integer.toUnsignedString(new SecureRandom().nextInt());
    var query = "sdkappid=%s&identifier=%s&usersig=%s&random=%s&contenttype=json"
        .formatted(SDKAPPID, URLEncoder.encode(IDENTIFIER, UTF_8), userSig, random);
    var request = HttpRequest.newBuilder(URI.create(BASE + "/v4/" + command + "?" + query))
        // The service has a timeout of 3 s itself: a shorter limit here would lose replies.
        .timeout(Duration.ofSeconds(5))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body)).build();
    var response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) throw new IOException("HTTP " + response.statusCode());
    return response.body();
  }

  static String makeToken() {
    var bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Creates a UserSig, valid for an hour. A server keeps it that long. */
  static String makeUserSig() throws GeneralSecurityException, IOException {
    var time = Instant.now().getEpochSecond();
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET_KEY.getBytes(UTF_8), "HmacSHA256"));
    var lines = "TLS.identifier:%s\nTLS.sdkappid:%s\nTLS.time:%d\nTLS.expire:3600\n"
        .formatted(IDENTIFIER, SDKAPPID, time);
    var sig = Base64.getEncoder().encodeToString(mac.doFinal(lines.getBytes(UTF_8)));
    var json = """
        {"TLS.ver":"2.0","TLS.identifier":%s,"TLS.sdkappid":%s,"TLS.time":%d,"TLS.expire":3600,"TLS.sig":"%s"}"""
        .formatted(quote(IDENTIFIER), SDKAPPID, time, sig);
    var bytes = new ByteArrayOutputStream();
    try (var zlib = new DeflaterOutputStream(bytes)) {
      zlib.write(json.getBytes(UTF_8));
    }
    var base64 = Base64.getEncoder().encodeToString(bytes.toByteArray());
    return base64.replace('+', '*').replace('/', '-').replace('=', '_');
  }

  // The JDK cannot parse JSON; these patterns are enough for flat replies. In a project, use Jackson or Gson.
  static String read(String json, String name) {
    var form = "\"" + name + "\"\\s*:\\s*\"?((?<=\")[^\"\\\\]*(?:\\\\.[^\"\\\\]*)*|\\d+)";
    var value = Pattern.compile(form).matcher(json);
    return value.find() ? value.group(1).replaceAll("\\\\(.)", "$1") : "";
  }

  static String quote(String text) {
    return "\"" + text.replaceAll("[\"\\\\]", "\\\\$0") + "\"";
  }

  static String env(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }
}
