package io.qsstream.processor;

import io.qsstream.schema.settings.StartRefused;
import java.util.Map;
import sun.misc.Signal;

/** The process: exits with 0 after a clean stop, with 1 and one line on standard error if it cannot start. */
public final class Application {

    public static void main(String[] args) throws InterruptedException {
        ProcessorService service = startOrExit();
        // A JVM's default for SIGTERM is exit code 143 and no order among its shutdown hooks.
        for (String signal : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(signal), received -> {
                service.stop();
                System.exit(0);
            });
        }
        service.awaitStopped();
    }

    private static ProcessorService startOrExit() {
        try {
            return ProcessorService.start(System.getenv(), Map.of());
        } catch (RuntimeException e) {
            System.err.println("qsstream processor cannot start: " + StartRefused.lineOf(e));
            System.exit(1);
            throw e;
        }
    }

    private Application() {}
}
