package io.qsstream.processor.report;

import io.qsstream.processor.event.NormalisedEvent;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.SessionQosWindow;

/** What the report stage hears: every record, for its clock and the ends of legs, and what the stages before it said. */
public sealed interface ReportInput {

    record Heard(NormalisedEvent event) implements ReportInput {}

    /** A session's window was emitted or revised: the session goes on, or something late has changed it. */
    record Windowed(SessionQosWindow window) implements ReportInput {}

    record Alerted(AlertTransition transition) implements ReportInput {}
}
