package io.qsstream.ingest.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody gets in but by the signature that another implementation makes, whatever the headers hold. */
class SignatureFuzzTest {

    private static final String SECRET = "a secret of the fuzzer";
    private static final Secrets SECRETS = Secrets.parse("another, " + SECRET);
    private static final Tolerance TOLERANCE = new Tolerance(Duration.ofMinutes(95), Duration.ofMinutes(5));
    private static final Instant NOW = Instant.ofEpochSecond(1_795_184_464L);

    static Stream<Arguments> seeds() {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                arguments("1795184464", right("1795184464", body), body),
                arguments("1795184464", right("1795184464", body).substring(3), body),
                arguments("1795184464000", "v1=" + "0".repeat(64), body),
                arguments("-1", "", new byte[0]));
    }

    @MethodSource("seeds")
    @FuzzTest
    void onlyTheSignatureOfTheseBytesAtThisTimeIsAuthentic(
            @NotNull String timestamp, @NotNull String signature, byte @NotNull [] body) {
        // Given
        String right = right(timestamp, body);

        // When
        Verdict claimed = WebhookSignature.verify(body, signature, timestamp, SECRETS, TOLERANCE, NOW);
        Verdict signed = WebhookSignature.verify(body, right, timestamp, SECRETS, TOLERANCE, NOW);
        Verdict upper =
                WebhookSignature.verify(body, right.toUpperCase(Locale.ROOT), timestamp, SECRETS, TOLERANCE, NOW);
        Verdict unknown = WebhookSignature.verify(body, right, timestamp, Secrets.NONE, TOLERANCE, NOW);

        // Then
        if (!signature.equals(right)) {
            assertThat(claimed).isInstanceOfAny(Verdict.Forged.class, Verdict.Malformed.class);
        }
        assertThat(upper).isInstanceOf(Verdict.Malformed.class);
        assertThat(unknown).isInstanceOfAny(Verdict.Forged.class, Verdict.Malformed.class);
        if (!timestamp.matches("[0-9]{1,12}")) {
            assertThat(signed).isInstanceOf(Verdict.Malformed.class);
        } else {
            long age = NOW.getEpochSecond() - Long.parseLong(timestamp);
            assertThat(signed)
                    .isInstanceOf(age > 95 * 60 || age < -5 * 60 ? Verdict.Stale.class : Verdict.Authentic.class);
        }
        assertThat(UrlValidation.answer(signature, new Secret(SECRET)).isPresent())
                .isEqualTo(signature.matches("[A-Za-z0-9_-]{1,128}"));
    }

    private static String right(String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            message.writeBytes(("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
            message.writeBytes(body);
            return "v0=" + HexFormat.of().formatHex(mac.doFinal(message.toByteArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
