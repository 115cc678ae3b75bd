package io.qsstream.schema.serde;

import org.apache.avro.SystemLimitException;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Lets Avro use the contract's generated classes.
 *
 * <p>Since 1.12.2 Avro loads no specific class, not even for a builder's defaults, unless its package is trusted: by the
 * system property {@code org.apache.avro.SERIALIZABLE_PACKAGES}, which a start script can forget, or in code. What was
 * trusted before stays so.
 */
public final class TrustedRecords {

    private static final String CONTRACT = "io.qsstream.v1";

    /** More than a webinar has users. */
    private static final int MOST_ITEMS = 1_000_000;

    /** More than a record may have bytes. */
    private static final int LONGEST_TEXT_BYTES = 16 * 1024 * 1024;

    static {
        // Avro makes room for as many items or bytes as the data announces, before it reads the first. It reads these
        // limits once, when its first decoder works; what an operator has set stays.
        limit(SystemLimitException.MAX_COLLECTION_LENGTH_PROPERTY, MOST_ITEMS);
        limit(SystemLimitException.MAX_STRING_LENGTH_PROPERTY, LONGEST_TEXT_BYTES);
        limit(SystemLimitException.MAX_BYTES_LENGTH_PROPERTY, LONGEST_TEXT_BYTES);
        // A class is initialised once, so the predicates do not pile up.
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().equals(CONTRACT)));
    }

    /** Holds for the whole JVM from the first call on; the serdes call it themselves. */
    public static void trust() {
        // Done by the initialiser above.
    }

    private static void limit(String property, int most) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(most));
        }
    }

    private TrustedRecords() {}
}
