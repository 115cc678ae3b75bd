package io.qsstream.schema.serde;

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

    static {
        // A class is initialised once, so the predicates do not pile up.
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().equals(CONTRACT)));
    }

    /** Holds for the whole JVM from the first call on; the serdes call it themselves. */
    public static void trust() {
        // Done by the initialiser above.
    }

    private TrustedRecords() {}
}
