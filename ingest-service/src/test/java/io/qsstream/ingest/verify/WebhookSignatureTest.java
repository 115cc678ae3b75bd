package io.qsstream.ingest.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.ingest.testing.Fixtures;
import io.qsstream.ingest.testing.Fixtures.Signed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {

    private static final Secrets SECRETS = Secrets.parse("another," + Fixtures.SECRET);
    private static final Tolerance TOLERANCE = new Tolerance(Duration.ofMinutes(95), Duration.ofMinutes(5));
    private static final Signed SAMPLE = Fixtures.one("variants/summary.unicode_name_key_order_no_id.json");

    static List<Signed> recorded() {
        return Fixtures.all();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void everyRecordedSignatureIsAuthentic(Signed signed) {
        assertThat(verify(signed.body(), signed.signature(), signed.timestamp(), Fixtures.NOW))
                .isInstanceOf(Verdict.Authentic.class);
    }

    @Test
    void theSecretThatMatchedIsHandedOn() {
        Verdict verdict = verify(SAMPLE.body(), SAMPLE.signature(), SAMPLE.timestamp(), Fixtures.NOW);
        assertThat(verdict).isEqualTo(new Verdict.Authentic(SECRETS.all().get(1)));
    }

    @Property
    void oneChangedBitAnywhereIsForged(
            @ForAll @IntRange(min = 0, max = 1_000_000) int at, @ForAll @IntRange(max = 7) int bit) {
        byte[] body = SAMPLE.body();
        body[at % body.length] ^= (byte) (1 << bit);
        assertThat(verify(body, SAMPLE.signature(), SAMPLE.timestamp(), Fixtures.NOW))
                .isInstanceOf(Verdict.Forged.class);
    }

    @Test
    void theTimestampIsSignedToo() {
        assertThat(verify(SAMPLE.body(), SAMPLE.signature(), "1795184465", Fixtures.NOW))
                .isInstanceOf(Verdict.Forged.class);
        assertThat(verify(SAMPLE.body(), SAMPLE.signature(), "01795184464", Fixtures.NOW))
                .isInstanceOf(Verdict.Forged.class);
    }

    @Test
    void noSecretsMeansForged() {
        assertThat(WebhookSignature.verify(
                        SAMPLE.body(), SAMPLE.signature(), SAMPLE.timestamp(), Secrets.NONE, TOLERANCE, Fixtures.NOW))
                .isInstanceOf(Verdict.Forged.class);
    }

    @Test
    void ageIsMeasuredToTheSecond() {
        Instant signed = Fixtures.NOW;
        assertThat(sampleAt(signed.plus(Duration.ofMinutes(95)))).isInstanceOf(Verdict.Authentic.class);
        assertThat(sampleAt(signed.plus(Duration.ofMinutes(95)).plusMillis(1))).isInstanceOf(Verdict.Stale.class);
        assertThat(sampleAt(signed.minus(Duration.ofMinutes(5)))).isInstanceOf(Verdict.Authentic.class);
        assertThat(sampleAt(signed.minus(Duration.ofMinutes(5)).minusMillis(1))).isInstanceOf(Verdict.Stale.class);
    }

    @Test
    void anOldRequestOfAStrangerIsForgedNotStale() {
        assertThat(verify(SAMPLE.body(), "v0=" + "0".repeat(64), "1", Fixtures.NOW))
                .isInstanceOf(Verdict.Forged.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "v0=",
                "v0",
                "v1=0",
                "0",
                "v0=00",
                "v0=zz",
                "v0=4B1158BA44C4B7C05A1036B6D916A5C63E66898A43C609C4BF31368D4EBA95E0",
                "v0=4b1158ba44c4b7c05a1036b6d916a5c63e66898a43c609c4bf31368d4eba95e0\r\n",
                "v0=4b1158ba44c4b7c05a1036b6d916a5c63e66898a43c609c4bf31368d4eba95e0,v0=",
                " v0=4b1158ba44c4b7c05a1036b6d916a5c63e66898a43c609c4bf31368d4eba95e0"
            })
    void aSignatureOfAnyOtherFormIsMalformed(String signature) {
        assertThat(verify(SAMPLE.body(), signature, SAMPLE.timestamp(), Fixtures.NOW))
                .isInstanceOf(Verdict.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1795184464",
                "1795184464.0",
                "1795184464000",
                "１７９５１８４４６４",
                "9999999999999999999999999999",
                "now",
                "1795184464\n"
            })
    void aTimestampOfAnyOtherFormIsMalformed(String timestamp) {
        String signature = "v0=" + Fixtures.hmac(Fixtures.SECRET, ("v0:" + timestamp + ":{}").getBytes(UTF_8));
        assertThat(verify("{}".getBytes(UTF_8), signature, timestamp, Fixtures.NOW))
                .isInstanceOf(Verdict.Malformed.class);
    }

    @Test
    void aMissingHeaderIsMalformed() {
        assertThat(verify(SAMPLE.body(), null, SAMPLE.timestamp(), Fixtures.NOW))
                .isInstanceOf(Verdict.Malformed.class);
        assertThat(verify(SAMPLE.body(), SAMPLE.signature(), null, Fixtures.NOW))
                .isInstanceOf(Verdict.Malformed.class);
    }

    @Property
    void nothingAStrangerSendsThrows(@ForAll String signature, @ForAll String timestamp, @ForAll byte[] body) {
        assertThat(verify(body, signature, timestamp, Fixtures.NOW)).isNotInstanceOf(Verdict.Authentic.class);
    }

    @Test
    void secretsNeverShowThemselves() {
        assertThat(SECRETS.toString()).doesNotContain("another", Fixtures.SECRET);
        assertThat(verify(SAMPLE.body(), SAMPLE.signature(), SAMPLE.timestamp(), Fixtures.NOW)
                        .toString())
                .doesNotContain(Fixtures.SECRET);
        assertThatThrownBy(() -> new Secret(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aListOfSecretsIsSplitAtCommasAndStripped() {
        assertThat(Secrets.parse(" a , b\n,, ").all()).hasSize(2);
        assertThat(Secrets.parse(" , ").all()).isEmpty();
    }

    @Test
    void theChallengeIsAnsweredAsZoomDocumentsIt() {
        Secret secret = new Secret(Fixtures.SECRET);
        assertThat(UrlValidation.answer("W4nTq0ZsRkuYb2LxPv9gEA", secret))
                .hasValue("{\"plainToken\":\"W4nTq0ZsRkuYb2LxPv9gEA\",\"encryptedToken\":"
                        + "\"0d1f0ee4d83eb7fcbc4ebf1eb39fa7794132a9b92a23fbe14806b958b9edd3f1\"}");
        assertThat(UrlValidation.answer("a".repeat(128), secret)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "v0:1:{}", "\"", "a\n", "é", "a.b"})
    void noOtherTokenIsSigned(String token) {
        assertThat(UrlValidation.answer(token, new Secret(Fixtures.SECRET))).isEmpty();
        assertThat(UrlValidation.answer("a".repeat(129), new Secret(Fixtures.SECRET)))
                .isEmpty();
        assertThat(UrlValidation.answer(null, new Secret(Fixtures.SECRET))).isEmpty();
    }

    private static Verdict sampleAt(Instant now) {
        return verify(SAMPLE.body(), SAMPLE.signature(), SAMPLE.timestamp(), now);
    }

    private static Verdict verify(byte[] body, String signature, String timestamp, Instant now) {
        return WebhookSignature.verify(body, signature, timestamp, SECRETS, TOLERANCE, now);
    }
}
