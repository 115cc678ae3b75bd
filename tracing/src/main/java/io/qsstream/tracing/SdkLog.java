package io.qsstream.tracing;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** Puts what OpenTelemetry's SDK logs by {@code java.util.logging} into the service's own log. */
final class SdkLog extends Handler {

    // Held here, because the log manager holds its loggers weakly.
    private static final Logger SDK = Logger.getLogger("io.opentelemetry");

    static synchronized void intoOurs() {
        SDK.setUseParentHandlers(false);
        for (Handler handler : SDK.getHandlers()) {
            SDK.removeHandler(handler);
        }
        SDK.addHandler(new SdkLog());
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLevel().intValue() < Level.WARNING.intValue()) {
            return;
        }
        LoggerFactory.getLogger(String.valueOf(record.getLoggerName()))
                .atWarn()
                .setCause(record.getThrown())
                .log(record.getMessage());
    }

    @Override
    public void flush() {
        // Nothing is kept.
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private SdkLog() {}
}
