package io.qsstream.schema.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page under {@code docs/} that nobody writes by hand: {@code -Dgolden.update=true} makes it, a test compares it. */
record MadeDocument(String name) {

    void mustSay(String text) {
        Path page = Path.of("../docs").resolve(name);
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.writeString(page, text);
            }
            assertThat(Files.readString(page))
                    .as(
                            "docs/%s is made: mvn -pl schemas test -Dtest='TopicsDocTest,DataDictionaryTest,AsyncApiTest'"
                                    + " -Dgolden.update=true",
                            name)
                    .isEqualTo(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
