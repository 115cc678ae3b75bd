package io.qsstream.processor.report;

import io.qsstream.v1.SessionReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a report says, without its revision, as SHA-256 in hex: of two that say the same the second is not emitted. */
final class Digest {

    static String of(SessionReport report) {
        int revision = report.getRevision();
        try {
            report.setRevision(0);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(report.toByteBuffer().array()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        } finally {
            report.setRevision(revision);
        }
    }

    private Digest() {}
}
