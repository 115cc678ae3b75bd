package io.qsstream.processor.report;

import io.qsstream.processor.completeness.SessionLedger;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.SessionReport;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.WindowState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.avro.specific.SpecificRecordBase;

/** What a record says as SHA-256 in hex: of two that say the same the second is not emitted. */
public final class Digest {

    @FunctionalInterface
    private interface Encoding {
        ByteBuffer bytes() throws IOException;
    }

    /** Of a report, without its revision. */
    public static String of(SessionReport report) {
        return withoutRevision(report, report::toByteBuffer);
    }

    /** Of a user's window, without its revision and state. */
    public static String of(UserQosWindow window) {
        return withoutRevision(window, window::toByteBuffer);
    }

    /** Of a session's window, without its revision and state. */
    public static String of(SessionQosWindow window) {
        return withoutRevision(window, window::toByteBuffer);
    }

    /** Of a verdict, without its revision and without what counts deliveries. */
    public static String of(CompletenessVerdict verdict) {
        return of(SessionLedger.withoutDeliveries(verdict)::toByteBuffer);
    }

    /** The record is as it was afterwards; it is not copied, because a report may be large and windows many. */
    private static String withoutRevision(SpecificRecordBase record, Encoding encoding) {
        Object revision = record.get("revision");
        boolean hasState = record.getSchema().getField("state") != null;
        Object state = hasState ? record.get("state") : null;
        try {
            record.put("revision", 0);
            if (hasState) {
                record.put("state", WindowState.FINAL);
            }
            return of(encoding);
        } finally {
            record.put("revision", revision);
            if (hasState) {
                record.put("state", state);
            }
        }
    }

    private static String of(Encoding encoding) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(encoding.bytes().array()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private Digest() {}
}
