package io.qsstream.ingest.zoom.authorise;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.qsstream.ingest.verify.Secret;
import io.qsstream.ingest.zoom.settings.HiddenText;
import io.qsstream.ingest.zoom.settings.ZoomCredentials.VideoSdk;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** JWTs for the Video SDK's REST API (qss-reference §4.1): HS256 over key and times, made here, good for an hour. */
public final class VideoSdkTokens implements Authorisation {

    private static final Duration LIFE = Duration.ofHours(1);
    /** A clock that is ahead of Zoom's must not make tokens of the future. */
    private static final Duration EARLIER = Duration.ofSeconds(30);

    private static final Duration MARGIN = Duration.ofMinutes(5);
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final HiddenText key;
    private final Secret secret;
    private final URI base;
    private @Nullable Bearer current;

    public VideoSdkTokens(VideoSdk credentials, URI base) {
        this.key = credentials.key();
        this.secret = new Secret(credentials.secret().reveal());
        this.base = base;
    }

    @Override
    public synchronized Authorised authorise(Instant now) {
        Bearer known = current;
        if (known == null || !now.isBefore(known.expires())) {
            known = new Bearer(new HiddenText(jwt(now)), base, now.plus(LIFE).minus(MARGIN));
            current = known;
        }
        return new Authorised.Granted(known);
    }

    @Override
    public synchronized void forget(Bearer refused) {
        if (refused.equals(current)) {
            current = null;
        }
    }

    private String jwt(Instant now) {
        long issued = now.minus(EARLIER).getEpochSecond();
        String claims =
                "{\"iss\":\"" + new String(JsonStringEncoder.getInstance().quoteAsString(key.reveal())) + "\",\"iat\":"
                        + issued + ",\"exp\":" + (issued + LIFE.toSeconds()) + "}";
        String signed =
                encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8)) + '.' + encode(claims.getBytes(UTF_8));
        return signed + '.' + encode(secret.sign(signed.getBytes(UTF_8)));
    }

    private static String encode(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }
}
