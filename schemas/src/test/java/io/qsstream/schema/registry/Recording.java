package io.qsstream.schema.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a real registry answered to named calls (src/test/fixtures/registry). Long bodies were cut when recorded. */
record Recording(Map<String, Call> calls) {

    record Call(String method, String path, String body, int status) {}

    private static final Pattern LINE = Pattern.compile("(\\S+)\\s+(GET|POST|PUT|DELETE)\\s+(\\S+)\\s+(.*) <(\\d{3})>");

    /** An error whose long message was cut, the status with it; the code's first three digits are the status. */
    private static final Pattern CUT_ERROR =
            Pattern.compile("(\\S+)\\s+(GET|POST|PUT|DELETE)\\s+(\\S+)\\s+(\\{\"error_code\":(\\d{3})\\d{2},.*)");

    static Recording of(String file) {
        Map<String, Call> calls = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(Path.of("src/test/fixtures/registry", file))) {
                Matcher whole = LINE.matcher(line);
                Matcher cut = CUT_ERROR.matcher(line);
                if (whole.matches()) {
                    calls.put(whole.group(1), call(whole, ""));
                } else if (cut.matches()) {
                    calls.put(cut.group(1), call(cut, "\"}"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Recording(calls);
    }

    private static Call call(Matcher line, String mended) {
        return new Call(line.group(2), line.group(3), line.group(4).strip() + mended, Integer.parseInt(line.group(5)));
    }

    Call call(String name) {
        Call call = calls.get(name);
        if (call == null) {
            throw new AssertionError("The recording has no call " + name);
        }
        return call;
    }
}
