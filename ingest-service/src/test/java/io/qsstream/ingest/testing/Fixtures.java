package io.qsstream.ingest.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The sample bodies with the signatures recorded for them, and a signer that shares no code with the service. */
public final class Fixtures {

    public static final String SECRET = "fixture-secret-do-not-use";
    public static final long SIGNED_AT = 1795184464L;
    public static final Instant NOW = Instant.ofEpochSecond(SIGNED_AT);

    /**
     * One recorded request.
     *
     * @param file path below {@code fixtures/}
     */
    public record Signed(String file, String timestamp, String signature) {
        public byte[] body() {
            return bytes(file);
        }

        @Override
        public String toString() {
            return file;
        }
    }

    /** All recorded requests. */
    public static List<Signed> all() {
        return new String(bytes("SIGNATURES.tsv"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#") && !line.startsWith("file\t"))
                .map(line -> line.split("\t"))
                .map(cells -> new Signed(cells[0], cells[1], cells[2]))
                .toList();
    }

    /** One of them. */
    public static Signed one(String file) {
        return all().stream()
                .filter(each -> each.file().equals(file))
                .findFirst()
                .orElseThrow();
    }

    public static byte[] bytes(String file) {
        try (InputStream in = Fixtures.class.getResourceAsStream("/fixtures/" + file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code x-zm-signature} as Zoom documents it. */
    public static String sign(String secret, long timestamp, byte[] body) {
        byte[] prefix = ("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8);
        byte[] message = new byte[prefix.length + body.length];
        System.arraycopy(prefix, 0, message, 0, prefix.length);
        System.arraycopy(body, 0, message, prefix.length, body.length);
        return "v0=" + hmac(secret, message);
    }

    public static String hmac(String secret, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(message));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Fixtures() {}
}
