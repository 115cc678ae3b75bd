package io.qsstream.ingest;

import io.qsstream.schema.settings.StartRefused;
import java.util.Map;
import sun.misc.Signal;

/** The process: exits with 0 after a drain, with 1 and one line on standard error if it cannot start. */
public final class Application {

    public static void main(String[] args) throws InterruptedException {
        IngestService service = startOrExit();
        // A JVM's default for SIGTERM is exit code 143 and no order among its shutdown hooks.
        for (String signal : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(signal), received -> drainAndExit(service));
        }
        service.awaitStopped();
    }

    private static IngestService startOrExit() throws InterruptedException {
        try {
            return IngestService.start(System.getenv(), Map.of());
        } catch (RuntimeException e) {
            System.err.println("qsstream ingest cannot start: " + StartRefused.lineOf(e));
            System.exit(1);
            throw e;
        }
    }

    private static void drainAndExit(IngestService service) {
        try {
            service.drain();
            System.exit(0);
        } catch (InterruptedException e) {
            System.exit(1);
        }
    }

    private Application() {}
}
