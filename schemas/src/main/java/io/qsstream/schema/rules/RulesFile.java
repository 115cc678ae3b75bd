package io.qsstream.schema.rules;

import io.qsstream.schema.settings.StartRefused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where alert rules come from: a file of the operator's, else those shipped. A file replaces the shipped rules as a whole. */
public final class RulesFile {

    /** Names the operator's file; unset, the shipped rules apply. */
    public static final String SETTING = "qsstream.alerts.rules";

    /** The shipped rules, on the class path. */
    public static final String SHIPPED = "alert-rules.yml";

    /** More than a thousand rules; what is larger was given by mistake. */
    static final int MAX_BYTES = 256 * 1024;

    /**
     * The rules to start with.
     *
     * @param file the operator's; null for the shipped ones
     * @throws StartRefused with every mistake
     */
    public static AlertRules atStart(@Nullable Path file) {
        RulesReading reading;
        try {
            reading = file == null ? readShipped() : read(file);
        } catch (IOException e) {
            throw new StartRefused("Cannot read " + (file == null ? SHIPPED : SETTING + "=" + file) + ": " + e, e);
        }
        return switch (reading) {
            case RulesReading.Valid valid -> valid.rules();
            case RulesReading.Invalid invalid ->
                throw new StartRefused(
                        invalid.mistakes().stream().map(Mistake::toString).collect(Collectors.joining("; "))
                                + " (docs/alert-rules.md explains every key)");
        };
    }

    /** Reads a file; mistakes call it by its path as given. */
    public static RulesReading read(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return read(file.toString(), content.readNBytes(MAX_BYTES + 1));
        }
    }

    /** Reads UTF-8 text; mistakes call it {@code file}. Pure. */
    public static RulesReading read(String file, byte[] content) {
        if (content.length > MAX_BYTES) {
            return refused(file, 1, "must be at most 256 KiB: is it the right file?");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return RulesReader.read(file, text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            return refused(file, firstLineNotUtf8(content), "is not UTF-8: save it as UTF-8");
        }
    }

    static RulesReading readShipped() throws IOException {
        try (InputStream content = RulesFile.class.getClassLoader().getResourceAsStream(SHIPPED)) {
            if (content == null) {
                throw new IOException("not on the class path");
            }
            return read(SHIPPED, content.readAllBytes());
        }
    }

    private static int firstLineNotUtf8(byte[] content) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < content.length; i++) {
            if (content[i] == '\n') {
                if (!isUtf8(content, start, i)) {
                    return line;
                }
                line++;
                start = i + 1;
            }
        }
        return line;
    }

    private static boolean isUtf8(byte[] content, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static RulesReading refused(String file, int line, String remedy) {
        return new RulesReading.Invalid(List.of(new Mistake(file, line, "", remedy)));
    }

    private RulesFile() {}
}
