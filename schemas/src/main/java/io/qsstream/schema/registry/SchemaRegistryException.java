package io.qsstream.schema.registry;

import org.apache.kafka.common.KafkaException;

/** The registry did not do what was asked. The message is one line, says what to do and holds no credentials. */
public abstract sealed class SchemaRegistryException extends KafkaException {

    private static final long serialVersionUID = 1L;

    /** Longer answers of a registry are cut: one line is read, a page is not. */
    private static final int MAX_DETAIL = 400;

    private SchemaRegistryException(String message) {
        super(message);
    }

    /** The schema may not follow the versions that the subject has. */
    public static final class Incompatible extends SchemaRegistryException {
        private static final long serialVersionUID = 1L;

        Incompatible(String subject, String detail) {
            super("Subject " + subject + " refuses the schema as incompatible: give every new field a default, keep the"
                    + " others as they are; the registry says: " + oneLine(detail));
        }
    }

    /** The registry does not know the id, the subject, or the schema under the subject. */
    public static final class Unknown extends SchemaRegistryException {
        private static final long serialVersionUID = 1L;

        Unknown(String message) {
            super(message);
        }
    }

    /** The registry answered, but neither this request nor its repetition can succeed: credentials, path, content. */
    public static final class Refused extends SchemaRegistryException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** No URL of the registry gave an answer, after all retries. */
    public static final class Unavailable extends SchemaRegistryException {
        private static final long serialVersionUID = 1L;

        Unavailable(String message) {
            super(message);
        }
    }

    static String oneLine(String detail) {
        String line = detail.replaceAll("\\s+", " ").strip();
        return line.length() <= MAX_DETAIL ? line : line.substring(0, MAX_DETAIL) + "…";
    }
}
