package io.qsstream.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureTest {

    record Signed(String file, long seconds, String signature) {}

    static List<Signed> fixtures() throws IOException {
        return new String(resource("SIGNATURES.tsv"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(".json\t"))
                .map(line -> line.split("\t"))
                .map(columns -> new Signed(columns[0], Long.parseLong(columns[1]), columns[2]))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void signsTheExactBytesAsZoomDoes(Signed fixture) throws IOException {
        String signature = Signature.of(
                "fixture-secret-do-not-use", Instant.ofEpochSecond(fixture.seconds()), resource(fixture.file()));

        assertThat(signature).isEqualTo(fixture.signature());
    }

    private static byte[] resource(String file) throws IOException {
        try (InputStream in = SignatureTest.class.getResourceAsStream("/fixtures/" + file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        }
    }
}
