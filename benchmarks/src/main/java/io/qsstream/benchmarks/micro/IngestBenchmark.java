package io.qsstream.benchmarks.micro;

import io.qsstream.ingest.key.SessionKeyReader;
import io.qsstream.ingest.verify.Secrets;
import io.qsstream.ingest.verify.Tolerance;
import io.qsstream.ingest.verify.Verdict;
import io.qsstream.ingest.verify.WebhookSignature;
import io.qsstream.local.simulate.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What ingest does to every body. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class IngestBenchmark {

    private static final String TOKEN = "benchmark-secret-token";

    private final byte[] body = Specimen.body(3, 0);
    private final Instant now = Specimen.START.plusSeconds(1);
    private final String signature = Signature.of(TOKEN, now, body);
    private final String timestamp = Long.toString(now.getEpochSecond());
    private final Secrets secrets = Secrets.parse(TOKEN);
    private final Tolerance tolerance = new Tolerance(Duration.ofMinutes(95), Duration.ofMinutes(5));

    @Benchmark
    public Verdict signatureCheck() {
        Verdict verdict = WebhookSignature.verify(body, signature, timestamp, secrets, tolerance, now);
        if (!(verdict instanceof Verdict.Authentic)) {
            throw new IllegalStateException("The specimen is authentic, was " + verdict);
        }
        return verdict;
    }

    @Benchmark
    public SessionKeyReader.Reading sessionKeyReader() {
        SessionKeyReader.Reading reading = SessionKeyReader.read(body);
        if (reading.key() == null) {
            throw new IllegalStateException("The specimen has a session");
        }
        return reading;
    }
}
