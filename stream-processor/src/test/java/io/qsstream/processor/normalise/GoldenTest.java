package io.qsstream.processor.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.processor.normalise.Fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes of every fixture, whole. */
class GoldenTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    static List<Fixture> fixtures() {
        return Fixtures.all();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void fixtureBecomesWhatItsGoldenFileSays(Fixture fixture) throws IOException {
        // Given
        Path golden = GOLDEN.resolve(fixture.name());

        // When
        String actual = Printed.of(fixture, fixture.normalise());

        // Then
        if (UPDATE) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, actual);
        }
        assertThat(golden).as("no golden file; " + howToUpdate()).exists();
        assertThat(actual)
                .as(
                        "%s differs; if the new outcome is right by the body and Zoom's documents, %s",
                        golden, howToUpdate())
                .isEqualTo(Files.readString(golden));
    }

    @Test
    void everyGoldenFileHasItsFixture() throws IOException {
        // Given
        List<String> fixtures = Fixtures.all().stream().map(Fixture::name).toList();

        // When
        List<String> goldens;
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            goldens = files.filter(Files::isRegularFile)
                    .map(file -> GOLDEN.relativize(file).toString().replace('\\', '/'))
                    .toList();
        }

        // Then
        assertThat(goldens).containsExactlyInAnyOrderElementsOf(fixtures);
    }

    private static String howToUpdate() {
        return "run mvn -pl schemas,stream-processor test -Dtest=GoldenTest -Dgolden.update=true"
                + " -Dsurefire.failIfNoSpecifiedTests=false and review the difference line by line";
    }
}
