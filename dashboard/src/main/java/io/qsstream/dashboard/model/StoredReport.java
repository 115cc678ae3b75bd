package io.qsstream.dashboard.model;

import io.qsstream.v1.SessionReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** A report as it waits to be asked for: packed, because there are thousands of them and few are read. */
record StoredReport(int revision, Instant startTime, Instant endTime, byte[] packed) {

    static StoredReport of(SessionReport report) {
        try {
            ByteBuffer encoded = SessionReport.getEncoder().encode(report);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
                deflater.write(encoded.array(), encoded.arrayOffset() + encoded.position(), encoded.remaining());
            }
            return new StoredReport(
                    report.getRevision(), report.getStartTime(), report.getEndTime(), bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SessionReport unpack() {
        try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return SessionReport.getDecoder().decode(inflater.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
