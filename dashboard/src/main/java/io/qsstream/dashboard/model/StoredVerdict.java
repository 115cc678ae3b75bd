package io.qsstream.dashboard.model;

import io.qsstream.v1.CompletenessVerdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** A verdict on a session's completeness as it waits to be asked for; packed, as a report is. */
record StoredVerdict(int revision, @Nullable Double coverage, Instant startTime, Instant endTime, byte[] packed) {

    static StoredVerdict of(CompletenessVerdict verdict) {
        try {
            ByteBuffer encoded = CompletenessVerdict.getEncoder().encode(verdict);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
                deflater.write(encoded.array(), encoded.arrayOffset() + encoded.position(), encoded.remaining());
            }
            return new StoredVerdict(
                    verdict.getRevision(),
                    verdict.getCoverage(),
                    Objects.requireNonNullElse(verdict.getStartTime(), Instant.EPOCH),
                    Objects.requireNonNullElse(verdict.getEndTime(), Instant.EPOCH),
                    bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CompletenessVerdict unpack() {
        try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return CompletenessVerdict.getDecoder().decode(inflater.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
