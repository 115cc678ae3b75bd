package io.qsstream.dashboard;

import io.qsstream.schema.settings.StartRefused;
import java.util.Map;
import sun.misc.Signal;

/** The process: exits with 0 after a clean stop, with 1 and one line on standard error if it cannot start. */
public final class Application {

    public static void main(String[] args) throws InterruptedException {
        DashboardService service = startOrExit();
        // A JVM's default for SIGTERM is exit code 143 and no order among its shutdown hooks.
        for (String signal : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(signal), received -> {
                service.stop();
                System.exit(0);
            });
        }
        service.awaitStopped();
    }

    private static DashboardService startOrExit() {
        try {
            return DashboardService.start(System.getenv(), Map.of());
        } catch (RuntimeException e) {
            System.err.println("qsstream dashboard cannot start: " + StartRefused.lineOf(e));
            System.exit(1);
            throw e;
        }
    }

    private Application() {}
}
