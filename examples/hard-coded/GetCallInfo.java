import java.net.URI;
import java.net.http.*;
import java.security.SecureRandom;
import java.time.Duration;

/** Prints the reply to get_call_info. The host is hard-coded, as in many clients. */
public class GetCallInfo {
  static final String HOST = "console.tim.qq.com";

  public static void main(String[] args) throws Exception {
    var callId = args.length > 0 ? args[0] : "055662e1-bc8a-469c-a334-1126c8c17d58";
    var query = "sdkappid=%s&identifier=administrator&usersig=%s&random=%s&contenttype=json".formatted(
        System.getenv("SDKAPPID"), System.getenv("USERSIG"), Integer.toUnsignedString(new SecureRandom().nextInt()));
    var request = HttpRequest.newBuilder()
        .uri(URI.create("https://" + HOST + "/v4/call_engine_http_srv/get_call_info?" + query))
        .timeout(Duration.ofSeconds(5))
        .POST(HttpRequest.BodyPublishers.ofString("{\"CallId\":\"" + callId + "\"}"))
        .build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    System.out.println(answer);
    System.exit(answer.contains("\"ErrorCode\":0,") ? 0 : 1);
  }
}
