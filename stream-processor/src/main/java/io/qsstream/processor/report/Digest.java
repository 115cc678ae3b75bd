package io.qsstream.processor.report;

import io.qsstream.processor.completeness.SessionLedger;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.SessionReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a record says as SHA-256 in hex: of two that say the same the second is not emitted. */
public final class Digest {

    /** Of a report, without its revision. */
    public static String of(SessionReport report) {
        int revision = report.getRevision();
        try {
            report.setRevision(0);
            return of(report.toByteBuffer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            report.setRevision(revision);
        }
    }

    /** Of a verdict, without its revision and without what counts deliveries. */
    public static String of(CompletenessVerdict verdict) {
        try {
            return of(SessionLedger.withoutDeliveries(verdict).toByteBuffer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of an encoded record. */
    public static String of(ByteBuffer bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private Digest() {}
}
