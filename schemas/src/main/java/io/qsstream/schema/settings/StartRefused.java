package io.qsstream.schema.settings;

import org.apache.kafka.common.KafkaException;
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
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof StartRefused) {
                return oneLine(each.getMessage());
            }
        }
        Throwable innermost = innermost(failure);
        return oneLine(innermost.getClass().getSimpleName() + ": " + innermost.getMessage());
    }

    /** A Kafka client cannot even be made: its properties are wrong, and the innermost cause says which. */
    public static StartRefused byKafkaClient(KafkaException failure) {
        return new StartRefused(
                "The Kafka client refuses its settings: " + innermostLine(failure) + "; check the KAFKA_ variables",
                failure);
    }

    /** What the innermost cause says, on one line. */
    public static String innermostLine(Throwable failure) {
        return oneLine(innermost(failure).getMessage());
    }

    private static Throwable innermost(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost;
    }

    /** Text on one line, whatever it held. */
    public static String oneLine(@Nullable String message) {
        return message == null ? "no reason given" : message.strip().replaceAll("\\s+", " ");
    }
}
