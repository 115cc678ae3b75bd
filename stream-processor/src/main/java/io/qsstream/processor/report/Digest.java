package io.qsstream.processor.report;

import io.qsstream.v1.SessionReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What a report says, without its revision, in 32 bytes: two that say the same are told apart by nothing. */
final class Digest {

    static ByteBuffer of(SessionReport report) {
        int revision = report.getRevision();
        try {
            report.setRevision(0);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256")
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
