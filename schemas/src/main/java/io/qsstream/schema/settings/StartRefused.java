package io.qsstream.schema.settings;

import org.jspecify.annotations.Nullable;

/** A service cannot start. The message is one line: what is wrong, and what to do. */
public final class StartRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartRefused(String message) {
        super(message);
    }

    public StartRefused(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The one line for the operator: of the first cause that was written for one, else of the innermost. */
    public static String lineOf(Throwable failure) {
        Throwable innermost = failure;
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof StartRefused) {
                return oneLine(each.getMessage());
            }
            innermost = each;
        }
        return oneLine(innermost.getClass().getSimpleName() + ": " + innermost.getMessage());
    }

    /** Text on one line, whatever it held. */
    public static String oneLine(@Nullable String message) {
        return message == null ? "no reason given" : message.strip().replaceAll("\\s+", " ");
    }
}
